using Steadfast.Functions.Database;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Tests.Database;

/// <summary>
/// Observations of the database in letters. Web servers: o ok, s slow, r read-only, f disk full, u unreachable, ? silent. Probe: g greets, b does not,
/// e answers with an error. Replication: i receives and applies, - has stopped receiving, x has stopped applying, ? not known. Trial write: w written,
/// r refused by the database, f failed, n not offered, - none was made; by default what a database that is as the web servers say would do.
/// </summary>
internal static class DatabaseSample
{
    public static readonly DateTimeOffset At = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static readonly DatabaseObservation Well = Of("ooo");
    public static readonly DatabaseObservation Down = Of("uuu", probe: 'b');
    public static readonly DatabaseObservation FailingOver = Of("uuu", probe: 'b', state: "Updating", standby: "FailingOver");
    public static readonly DatabaseObservation Moved = Of("ooo", standby: "CreatingStandby", zone: "2");
    public static readonly DatabaseObservation Redundant = Of("ooo", zone: "2");

    public static DatabaseObservation Of(
        string web, char probe = 'g', string state = "Ready", string standby = "Healthy", string zone = "1", char replication = 'i', double? lag = 0,
        string mode = "ZoneRedundant", char? trial = null) => new(
        At, WebTierView.Of(Saying(web)), Greeting(probe),
        new(new(state, mode, standby, zone, zone == "1" ? "2" : "1"), null),
        new(replication == '?' ? null : new(Thread(replication != '-'), Thread(replication != 'x'), lag), replication == '?' ? "not read" : null))
        { Trial = Trial(trial ?? Expected(web)) };

    public static InstanceReport[] Saying(string web) =>
        [.. web.Select((letter, index) => new InstanceReport($"{index + 1}", $"10.0.0.{index + 4}", Status(letter)))];

    public static DatabaseObservation WithoutPlatform(string web, char probe = 'g') =>
        Of(web, probe) with { Platform = new(null, "the database server could not be read (503)"), Standby = new(null, "not read") };

    private static char Expected(string web) =>
        WriteTrialPolicy.Choose(Saying(web), turn: 0)?.Status.Database switch { null => '-', DatabaseView.ReadOnly => 'r', _ => 'w' };

    private static WriteTrial? Trial(char trial) => trial switch
    {
        'w' => new("1", WriteOutcome.Written, "a write was taken"),
        'r' => new("1", WriteOutcome.Refused, "the database refused a write (readOnly)"),
        'f' => new("1", WriteOutcome.Failed, "no write was made: it answers 503"),
        'n' => new("1", WriteOutcome.NotOffered, "no write was made: it makes none (404)"),
        _ => null,
    };

    private static StandbyThread Thread(bool isRunning) => new(isRunning, At.AddMinutes(-5));

    private static CheckResult Greeting(char probe) => probe switch
    {
        'g' => CheckResult.Good("answers as 8.4.2"),
        'b' => CheckResult.Bad("no answer within 3 s"),
        _ => CheckResult.Unknown("answers with error 1040"),
    };

    private static InstanceStatusReading Status(char letter) => letter switch
    {
        'o' => new(DatabaseView.Ok, At.AddHours(-1), null, null),
        's' => new(DatabaseView.Slow, At.AddSeconds(-20), null, null),
        'r' => new(DatabaseView.ReadOnly, At.AddSeconds(-20), "readOnly", null),
        'f' => new(DatabaseView.ReadOnly, At.AddSeconds(-20), "diskFull", null),
        'u' => new(DatabaseView.Unreachable, At.AddSeconds(-20), "timeout", null),
        _ => InstanceStatusReading.Unread("it does not answer"),
    };
}
