using Steadfast.Functions.Diagnosis;

namespace Steadfast.Functions.Tests.Diagnosis;

/// <summary>Observations in one letter per observer: g good, b bad, u unknown; probe, answer, health.</summary>
internal static class Look
{
    public static readonly DateTimeOffset At = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static Observation Of(params InstanceObservation[] instances) => new(At, Reading.Good("read"), instances);

    public static Observation Unreadable => new(At, Reading.Unknown("the instances could not be read (503)"), []);

    public static InstanceObservation Instance(string id, string votes, bool answered = false, bool isChanging = false) => new(
        id, "1", $"10.0.0.{id}", isChanging ? "Updating" : "Succeeded", isChanging, answered,
        Read(votes[0], "the probe fails", "the probe succeeds"),
        Read(votes[1], answered ? "it answers 500" : "it does not answer", "it answers 200"),
        Read(votes[2], "its health extension says unhealthy", "its health extension says healthy"));

    private static Reading Read(char vote, string bad, string good) => vote switch
    {
        'g' => Reading.Good(good),
        'b' => Reading.Bad(bad),
        _ => Reading.Unknown("not seen"),
    };
}
