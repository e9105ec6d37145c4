"""`dure init` and `dure simulate`: a place to work in, and something to try it on."""

from pathlib import Path

import click

from dure.output import say
from dure.settings import Settings, home_of
from dure.wiring import create_home, reference_folder


@click.command()
@click.option(
    "--clock",
    type=click.Choice(["system", "deliveries"]),
    default="system",
    show_default=True,
    help="`deliveries` replays an archive: each delivery states when it was received.",
)
@click.option("--ledger-url", default="", help="postgresql://... instead of SQLite in the home.")
@click.pass_context
def init(context: click.Context, clock: str, ledger_url: str) -> None:
    """Create a home: settings, keys and an empty ledger.

    Example: dure --home demo init --clock deliveries
    """
    folder = home_of(context.find_root().obj)
    create_home(folder, Settings(clock=clock, ledger_url=ledger_url))
    say(f"created the home {folder}")


@click.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder to fill.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed, same bytes.")
@click.option(
    "--communities", type=click.IntRange(1), default=14, show_default=True, help="How many."
)
@click.option(
    "--years", type=click.IntRange(1, 30), default=10, show_default=True, help="How long they live."
)
@click.option(
    "--world",
    type=click.Choice(["usual", "study", "contrary"]),
    default="usual",
    show_default=True,
    help="`study` plants what the policy study found in its cases, `contrary` the opposite.",
)
def simulate(out: Path, seed: int, communities: int, years: int, world: str) -> None:
    """Write five feeds of imagined communities with a manifest, and truth.json beside them.

    Example: dure simulate --out feeds --seed 1
    """
    from simulation import WORLDS  # noqa: PLC0415  # only this verb imagines
    from simulation import simulate as imagine  # noqa: PLC0415  # as above

    imagine(
        out,
        seed=seed,
        communities=communities,
        years=years,
        reference=reference_folder(),
        planted=WORLDS[world],
    )
    say(f"wrote feeds of {communities} communities over {years} years to {out}")
