-- How many standard errors the 95 % interval of Student's t reaches, for 4 to 19 degrees of freedom.
-- Grain: one number.
-- Unit: standard errors; null for fewer than 4 or more than 19.
-- Reads: nothing
create or replace macro student_95(degrees) as
    case when degrees >= 4 then ([
        2.77644510519779,
        2.57058183563631,
        2.44691185114498,
        2.36462425159278,
        2.30600413520417,
        2.2621571627982,
        2.22813885198627,
        2.20098516009164,
        2.17881282966723,
        2.16036865646279,
        2.1447866879178,
        2.13144954555978,
        2.11990529922125,
        2.10981557783332,
        2.10092204024104,
        2.09302405440831
    ]::double[])[degrees - 3] end;
