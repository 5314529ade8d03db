
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Tests.Instances;

/// <summary>Observations in one letter per observer: g good, b bad, u unknown; probe, answer, health.</summary>
internal static class Look
{
    public static readonly DateTimeOffset At = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static TierObservation Of(params InstanceObservation[] instances) => new(At, CheckResult.Good("read"), instances);

    public static TierObservation Unreadable => new(At, CheckResult.Unknown("the instances could not be read (503)"), []);

    public static InstanceObservation Instance(string id, string votes, bool answered = false, bool isChanging = false) => new(
        id, "1", $"10.0.0.{id}", isChanging ? "Updating" : "Succeeded", isChanging, answered,
        Read(votes[0], "the probe fails", "the probe succeeds"),
        Read(votes[1], answered ? "it answers 500" : "it does not answer", "it answers 200"),
        Read(votes[2], "its health extension says unhealthy", "its health extension says healthy"));

    private static CheckResult Read(char vote, string bad, string good) => vote switch
    {
        'g' => CheckResult.Good(good),
        'b' => CheckResult.Bad(bad),
        _ => CheckResult.Unknown("not seen"),
    };
}
