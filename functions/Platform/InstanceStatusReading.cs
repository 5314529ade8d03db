using System.Text.Json.Serialization;

namespace Steadfast.Functions.Platform;

/// <summary>State of the database as an instance sees it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DatabaseView>))]
public enum DatabaseView
{
    /// <summary>It does not say, or could not be asked.</summary>
    Unknown,

    /// <summary>It runs without a database.</summary>
    None,

    /// <summary>Reachable and writable.</summary>
    Ok,

    /// <summary>Reachable, but slower than it should be.</summary>
    Slow,

    /// <summary>Reachable, but it takes no writes.</summary>
    ReadOnly,

    /// <summary>Not reachable.</summary>
    Unreachable,
}

/// <summary>Says how it is with what an instance uses and can do without, in its own words: the cache, the storage of files.</summary>
public enum DependencyView
{
    /// <summary>It does not say, or could not be asked.</summary>
    Unknown,

    /// <summary>It runs without one.</summary>
    None,

    /// <summary>It uses it.</summary>
    Used,

    /// <summary>It cannot use it, and goes on without.</summary>
    Away,
}

/// <summary>Carries the answer of an instance under <c>/status</c>.</summary>
/// <param name="Database">How it sees the database.</param>
/// <param name="Since">Since when, UTC; null when it does not say.</param>
/// <param name="Error">Its word for what is wrong; null when there is none.</param>
/// <param name="Problem">Why it could not be read; null when it could.</param>
public sealed record InstanceStatusReading(DatabaseView Database, DateTimeOffset? Since, string? Error, string? Problem)
{
    // More than is shown, so that what is masked is seen whole.
    private const int LongestError = 2_000;

    /// <summary>
    /// Gets the state of the cache. It is shown, and nothing is decided by it: the history of an incident does not have it.
    /// </summary>
    [JsonIgnore]
    public DependencyView Cache { get; init; }

    /// <summary>
    /// Gets the state of the storage of files. It is shown, and nothing is decided by it: the history of an incident does not have it.
    /// </summary>
    [JsonIgnore]
    public DependencyView Files { get; init; }

    /// <summary>Makes one that could not be read.</summary>
    /// <param name="problem">Part of a sentence: "it answers 404".</param>
    public static InstanceStatusReading Unread(string problem) => new(DatabaseView.Unknown, null, null, problem);

    /// <summary>Reads the answer of an instance; whatever it does not say stays unknown.</summary>
    public static InstanceStatusReading Parse(string json)
    {
        if (JsonPart.Read(json) is not { } body)
        {
            return Unread("its status is not JSON");
        }

        JsonPart database = DatabaseOf(body);
        return new(ViewOf(database["state"].Text), database["since"].Time, ErrorOf(database["error"].Text), null)
        {
            Cache = DependencyOf(body["cache"].Text),
            Files = DependencyOf(body["files"].Text),
        };
    }

    // Sample: {"database":{"state":"readOnly","since":"2026-11-20T12:00:00Z","error":"1290"},"cache":"ok","files":"away"};
    // earlier versions: {"dependencies":[{"name":"database","state":"down","error":"no connection"}]}.
    private static JsonPart DatabaseOf(JsonPart body)
    {
        JsonPart database = body["database"];
        if (!database.IsAbsent)
        {
            return database;
        }

        return body["dependencies"].Items.FirstOrDefault(one => one["name"].Text == "database");
    }

    // Drivers name the account, and some the whole connection string.
    private static string? ErrorOf(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return DisplayText.OrNull(EvidenceText.Fit(text[..Math.Min(text.Length, LongestError)]));
    }

    private static DatabaseView ViewOf(string? state) => state?.ToLowerInvariant() switch
    {
        "none" => DatabaseView.None,
        "ok" or "up" => DatabaseView.Ok,
        "slow" => DatabaseView.Slow,
        "readonly" => DatabaseView.ReadOnly,
        "unreachable" or "down" => DatabaseView.Unreachable,
        _ => DatabaseView.Unknown,
    };

    private static DependencyView DependencyOf(string? state) => state?.ToLowerInvariant() switch
    {
        "none" => DependencyView.None,
        "ok" => DependencyView.Used,
        "away" => DependencyView.Away,
        _ => DependencyView.Unknown,
    };
}
