"""The command line: the verbs in the order of the flow. `main` only maps errors to exit codes.

A verb's module is imported when the verb is called, so that `dure --help` is quick.
"""

import gc
import importlib
import os
import sys
from typing import Any, Final

import click

# verb -> (module of dure.commands, one sentence for the list of verbs)
VERBS: Final = {
    "init": ("home", "Create a home."),
    "simulate": ("home", "Write feeds of imagined communities, with the truths planted in them."),
    "schema": ("vocabulary", "Print the JSON Schema of a fact, or the catalogue of facts."),
    "template": ("vocabulary", "Write an empty feed file for a fact, with its mapping."),
    "feed": ("feeds", "Register feeds, check and submit deliveries."),
    "quarantine": ("quarantine", "List rows in quarantine, and try them again."),
    "decide": ("ledger", "Record a decision; refused when it breaches a rule."),
    "contest": ("contest", "Show calls for small projects, and what is to be decided next."),
    "load": ("warehouse", "Load the ledger into the warehouse, to the end of the log."),
    "run": ("warehouse", "The same, following the log until stopped."),
    "kafka": ("kafka", "Start, stop or look at the broker for development and tests."),
    "topics": ("kafka", "Create the topics; report a wrong configuration."),
    "inbound": ("followers", "Take in what bodies publish to Kafka, and answer with receipts."),
    "relay": ("followers", "Relay the ledger's log into Kafka."),
    "worker": ("followers", "Load the facts topic into the warehouse."),
    "dead": ("kafka", "List events that could not be loaded, and try them again."),
    "indicators": ("measures", "The catalogue of indicators, and the adoption of definitions."),
    "show": ("measures", "Show an indicator at a date, as known at a time."),
    "findings": ("measures", "Show reported facts that breach a rule of the domain."),
    "framework": ("frameworks", "Check assessment frameworks, and see those that ship."),
    "cases": ("cases", "Compare cases as the policy study did: what the data say, and cannot."),
    "workforce": ("workforce", "Show workers whose support has ended, and what is due to them."),
    "experts": ("workforce", "Show the pool of experts, by field and area."),
    "profile": ("profile", "Show a unit beside its own past and similar units; no rank, no score."),
    "guide": ("guide", "Show where a community stands in the process, and what to ask next."),
    "history": ("ledger", "Tell an entity's story as known at any date."),
    "sql": ("warehouse", "Run a read-only query on the published snapshot."),
    "warehouse": ("warehouse", "Publish a snapshot, rebuild, or print the digest."),
    "audit": ("ledger", "Verify the hash chain, compare two times, rebuild what was published."),
    "validate": ("validation", "Check facts and every indicator's answer; record the outcome."),
    "waive": ("validation", "Answer for a failed expectation, with a reason and until a day."),
    "publish": ("publishing", "Publish the figures of a framework, with all that rebuilds them."),
    "report": ("measures", "Write a self-contained HTML report with charts."),
    "status": ("status", "Positions, lag, throughput, feeds overdue, quarantine."),
    "health": ("health", "Whether relay, worker or inbound feeds live, and are level."),
}


_IO_ERROR: Final = 74  # as sysexits.h, and as the worker leaves
_ALLOCATIONS_PER_COLLECTION: Final = 50_000  # a chunk of rows makes many tuples and no cycles


class Verbs(click.Group):
    """Lists every verb and loads the module of the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the order of the flow."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a verb."""
        del ctx
        if cmd_name not in VERBS:
            return None
        module, _ = VERBS[cmd_name]
        loaded = importlib.import_module(f"dure.commands.{module}")
        command: click.Command = getattr(loaded, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of verbs, without loading their modules."""
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, sentence) for verb, (_, sentence) in VERBS.items()])


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", metavar="FOLDER", help="The home folder [default: $DURE_HOME, or ./.home].")
@click.version_option(package_name="dure")
@click.pass_context
def dure(context: click.Context, home: str | None) -> None:
    """Track how resident-led communities grow: facts in, long-horizon indicators out."""
    context.obj = home


def main() -> None:
    """Run the command line and leave with its exit code.

    0 done, 1 refused or a check failed, 2 misuse, 3 a dependency is away, 70-75 as in
    docs/reliability.md.
    """
    gc.set_threshold(_ALLOCATIONS_PER_COLLECTION)
    code = run(sys.argv[1:])
    if "duckdb" not in sys.modules:  # its binding (2.0.0) reports all that is not collected
        gc.freeze()  # or the interpreter walks every class and function on its way out: 10 ms
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; errors are told on standard error."""
    try:
        result: Any = dure.main(arguments, prog_name="dure", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        click.echo("stopped", err=True)
        return 1
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        code = getattr(error, "code", None)
        if code is None and isinstance(error, OSError):
            click.echo(f"dure: {error} [io]", err=True)
            return _IO_ERROR
        if code is None:
            raise
        click.echo(f"dure: {error} [{code}]", err=True)
        return int(getattr(error, "exit_code", 1))
    return result if isinstance(result, int) else 0
