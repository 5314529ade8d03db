using System.Text.Json.Serialization;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Incidents;

/// <summary>Holds everything seen about the database at one moment. No judgement.</summary>
/// <param name="At">When the look began, UTC.</param>
/// <param name="WebTier">What the web servers say of it.</param>
/// <param name="Probe">Whether it greets the automation itself.</param>
/// <param name="Platform">How the platform shows it.</param>
/// <param name="Standby">What is known of the replication to its standby.</param>
/// <param name="RetryAfter">How long the platform asks to wait before the next look; null when it does not.</param>
public sealed record DatabaseObservation(
    DateTimeOffset At, WebTierView WebTier, CheckResult Probe, PlatformView Platform, StandbyView Standby, TimeSpan? RetryAfter = null)
{
    /// <summary>Gets the write that was tried through one of the web servers; null when none was needed.</summary>
    public WriteTrial? Trial { get; init; }

    // As far as two web servers may be apart in what they say of one fault.
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Gets the time when the web servers that fail on it first did, at the latest now; the moment of the look when none says. What one
    /// says alone, and all others much later, counts for nothing: what its standby has not received since then would be taken for a
    /// consequence of the fault.
    /// </summary>
    public DateTimeOffset FailingSince
    {
        get
        {
            DateTimeOffset[] said = [
                .. WebTier.Failing.Select(instance => instance.Since > At ? At : instance.Since).OfType<DateTimeOffset>().Order()];
            return said switch
            {
                [] => At,
                [var first, var second, ..] when second - first > Together => second,
                [var first, ..] => first,
            };
        }
    }
}

/// <summary>Counts what the web servers say of the database.</summary>
/// <param name="Total">How many were asked.</param>
/// <param name="Ok">How many read and write.</param>
/// <param name="Slow">How many read and write, but late.</param>
/// <param name="ReadOnly">For how many it takes no writes.</param>
/// <param name="Unreachable">How many cannot use it.</param>
/// <param name="Failing">Of those that cannot write the first twenty.</param>
/// <param name="Problem">Why they could not be asked; null when they could.</param>
public sealed record WebTierView(
    int Total, int Ok, int Slow, int ReadOnly, int Unreachable, IReadOnlyList<FailingInstance> Failing, string? Problem = null)
{
    private const int MaxListed = 20;
    private const int MaxError = 100;

    /// <summary>Gets the number of web servers that said anything of the database.</summary>
    public int Telling => Ok + Slow + ReadOnly + Unreachable;

    /// <summary>Gets the number of web servers that cannot write.</summary>
    public int Failed => ReadOnly + Unreachable;

    /// <summary>
    /// Gets the time since when more than half of the web servers fail on it without a break, as they say themselves, UTC; null when fewer
    /// do, or do not say since when.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? MostFailingSince { get; init; }

    /// <summary>Describes a web tier that could not be asked.</summary>
    public static WebTierView Unread(string problem) => new(0, 0, 0, 0, 0, [], problem);

    /// <summary>Counts what the answers say.</summary>
    public static WebTierView Of(IReadOnlyList<InstanceReport> answers)
    {
        int Count(DatabaseView view) => answers.Count(answer => answer.Status.Database == view);
        InstanceReport[] failed = [
            .. answers.Where(answer => answer.Status.Database is DatabaseView.ReadOnly or DatabaseView.Unreachable)];
        FailingInstance[] failing = [.. failed
            .Select(answer => new FailingInstance(answer.Id, answer.Status.Database, answer.Status.Since, Shortened(answer.Status.Error)))
            .Take(MaxListed)];
        return new(
            answers.Count, Count(DatabaseView.Ok), Count(DatabaseView.Slow), Count(DatabaseView.ReadOnly), Count(DatabaseView.Unreachable),
            failing)
        {
            MostFailingSince = MostSince(failed, answers.Count),
        };
    }

    private static DateTimeOffset? MostSince(InstanceReport[] failed, int total)
    {
        DateTimeOffset[] said = [.. failed.Select(answer => answer.Status.Since).OfType<DateTimeOffset>().Order()];
        int needed = (total / 2) + 1;
        return said.Length < needed ? null : said[needed - 1];
    }

    private static string? Shortened(string? error) => error is null ? null : DisplayText.Of(error, MaxError);
}

/// <summary>Carries the word of one web server.</summary>
/// <param name="Id">Number of the instance.</param>
/// <param name="Address">Its private address.</param>
/// <param name="Status">What it says.</param>
public sealed record InstanceReport(string Id, string Address, InstanceStatusReading Status);

/// <summary>Describes an instance that cannot write.</summary>
/// <param name="Id">Number of the instance.</param>
/// <param name="View">How it sees the database.</param>
/// <param name="Since">Since when, UTC; null when it does not say.</param>
/// <param name="Error">Its word for what is wrong; null when there is none.</param>
public sealed record FailingInstance(string Id, DatabaseView View, DateTimeOffset? Since, string? Error);

/// <summary>Carries the server as the platform shows it.</summary>
/// <param name="Server">The server; null when it could not be read.</param>
/// <param name="Problem">Why it could not be read; null when it could.</param>
public sealed record PlatformView(DatabaseServerReading? Server, string? Problem);

/// <summary>Describes the replication to the standby, as far as it is known.</summary>
/// <param name="Replication">What the metrics say; null when they could not be read.</param>
/// <param name="Problem">Why they could not be read; null when they could.</param>
public sealed record StandbyView(StandbyReading? Replication, string? Problem);

/// <summary>Names the result of a write that a web server was asked to make.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WriteOutcome>))]
public enum WriteOutcome
{
    /// <summary>The database has taken it.</summary>
    Written,

    /// <summary>The database answered that it takes no writes, or has no room for them.</summary>
    Refused,

    /// <summary>It was not written, and that may be due to the web server or to the way between.</summary>
    Failed,

    /// <summary>The web server makes no trial writes.</summary>
    NotOffered,
}

/// <summary>
/// Describes one real write through one named web server. What web servers say is one kind of observer; what a write does is another.
/// </summary>
/// <param name="Instance">Number of the web server.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Detail">Part of a sentence: "the database refused a write (readOnly)".</param>
public sealed record WriteTrial(string Instance, WriteOutcome Outcome, string Detail)
{
    /// <summary>Gets the same as part of a sentence that names the web server.</summary>
    [JsonIgnore]
    public string Sentence => $"through instance {Instance} {Detail}";

    /// <summary>Turns it into a reading of whether that web server writes.</summary>
    public CheckResult ToReading() => new(
        Outcome switch
        {
            WriteOutcome.Written => Verdict.Good,
            WriteOutcome.NotOffered => Verdict.Unknown,
            _ => Verdict.Bad,
        },
        Detail);
}
