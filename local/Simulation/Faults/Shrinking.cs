namespace Steadfast.Local.Simulation.Faults;

/// <summary>Makes a schedule as small as it can be while it still fails.</summary>
internal static class Shrinking
{
    /// <summary>Leaves out faults, half of them at first and single ones at last, as long as what is left fails.</summary>
    /// <param name="fails">Whether a schedule fails.</param>
    public static FaultSchedule Shrink(FaultSchedule schedule, Func<FaultSchedule, bool> fails)
    {
        for (int part = Math.Max(1, schedule.Faults.Count / 2); part >= 1; part /= 2)
        {
            schedule = WithoutParts(schedule, part, fails);
        }

        return schedule;
    }

    private static FaultSchedule WithoutParts(FaultSchedule schedule, int part, Func<FaultSchedule, bool> fails)
    {
        for (int from = 0; from < schedule.Faults.Count;)
        {
            FaultSchedule smaller = schedule with { Faults = [.. schedule.Faults.Take(from), .. schedule.Faults.Skip(from + part)] };
            if (fails(smaller))
            {
                schedule = smaller;
            }
            else
            {
                from += part;
            }
        }

        return schedule;
    }
}
