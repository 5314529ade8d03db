using Steadfast.Functions.Alerts;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Instances;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Tests.Watchdog;

/// <summary>A watchdog that looks every 15 s at three instances; a test says what each look shows.</summary>
internal sealed class Facts
{
    public static readonly DateTime Noon = Look.At.UtcDateTime;
    public static readonly WatchdogOptions Options = new();

    private WatchdogMemory _memory = new();

    public DateTime Now { get; private set; } = Noon;

    public GuardState Guard { get; set; } = new();

    public List<RunningIncident> Running { get; } = [];

    public List<EndedIncident> Ended { get; } = [];

    public List<string> Gone { get; } = [];

    public Dictionary<string, DateTime> GoneSince { get; } = [];

    /// <summary>Whether what the watchdog wants to open is opened.</summary>
    public bool OpensFail { get; set; }

    public List<string> Alerted { get; } = [];

    /// <summary>Answer of the scale set to how many instances it wants; null when it is not asked.</summary>
    public WantedInstances? Wanted { get; set; }

    public SyntheticArrival? Synthetic { get; set; }

    public WatchdogMemory Memory => _memory;

    /// <summary>15 s later, a look at instance 1; votes as in <see cref="Look"/>, null when the scale set cannot be read.</summary>
    public WatchdogPlan Sees(string? votes, bool isChanging = false)
    {
        Now += TimeSpan.FromSeconds(15);
        return SeesAt(Now, votes, isChanging);
    }

    public WatchdogPlan SeesAt(DateTime now, string? votes, bool isChanging = false) => SeesAt(now, votes is null ? Look.Unreadable
        : Look.Of(Look.Instance("1", votes, isChanging: isChanging), Look.Instance("2", "ggg"), Look.Instance("3", "ggg")));

    public WatchdogPlan SeesAt(DateTime now, TierObservation seen)
    {
        Now = now;
        return Judges(seen with { At = now });
    }

    public WatchdogPlan Judges(TierObservation seen)
    {
        WatchdogInput facts = new(Now, seen, [.. Running], Guard, [.. Gone], [.. Alerted], new() { Memory = _memory, Synthetic = Synthetic }) { Ended = [.. Ended], GoneSince = GoneSince, Wanted = Wanted };
        WatchdogPlan plan = WatchdogPolicy.Look(facts, Options);
        _memory = WatchdogPolicy.Opened(plan.Memory, OpensFail ? [] : plan.Openings, Now);
        return plan;
    }

    public void Opens(string target) => Running.Add(new(IncidentKey.IncidentId(IncidentKey.ForInstance(target), 1), Now, Now));
}
