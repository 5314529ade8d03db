using System.Text.Json.Serialization;

namespace Steadfast.Local.Scenarios.Pages;

/// <summary>Answer of the page's API: everything that has changed since the caller last asked.</summary>
/// <param name="Run">Name of this run: when it is another, nothing that the caller has counts any more.</param>
/// <param name="Now">The moment.</param>
/// <param name="Number">Number of the twin.</param>
/// <param name="Pace">fast or azure.</param>
/// <param name="Phase">What goes on.</param>
/// <param name="TakesOrders">True when stories can be played from the page.</param>
/// <param name="Story">The story that is or was played on this stack; null for none.</param>
/// <param name="Judgements">What came of the stories that have been played, which the caller does not have yet, oldest first.</param>
/// <param name="WebServers">The web servers.</param>
/// <param name="Zones">Their zones.</param>
/// <param name="Database">The database; null when there is none.</param>
/// <param name="Others">Azure, the automation, the cache, the storage of files and the sign-in, as far as they are there.</param>
/// <param name="Clients">What the clients go through.</param>
/// <param name="Captions">Sentences of the story that the caller does not have yet.</param>
internal sealed record PageState(
    string Run,
    DateTimeOffset Now,
    int Number,
    string Pace,
    StagePhase Phase,
    bool TakesOrders,
    StoryState? Story,
    IReadOnlyList<Judgement> Judgements,
    IReadOnlyList<WebServerState> WebServers,
    IReadOnlyList<PartState> Zones,
    PairState? Database,
    IReadOnlyList<PartState> Others,
    TapeReading Clients,
    IReadOnlyList<Caption> Captions);

/// <summary>A story.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">The same in words.</param>
/// <param name="Promises">What must be seen after its fault.</param>
/// <param name="Judged">Number of its <see cref="Judgement"/>; null while it is played.</param>
internal sealed record StoryState(string Name, string Title, IReadOnlyList<string> Promises, long? Judged);

/// <summary>A part of the stack, and what can be done to it at this moment.</summary>
/// <param name="Name">Its name, or its number.</param>
/// <param name="Process">How it is.</param>
/// <param name="Can">Faults that make sense.</param>
internal sealed record PartState(string Name, ProcessState Process, IReadOnlyList<string> Can)
{
    /// <summary>Process id; null when there is none.</summary>
    public int? ProcessId { get; init; }

    /// <summary>Its servers, the primary first; none for what is one process.</summary>
    public IReadOnlyList<MemberState> Members { get; init; } = [];
}

/// <summary>A web server.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Zone">Its zone.</param>
/// <param name="Process">How its process is.</param>
/// <param name="ProcessId">Process id; null when there is none.</param>
/// <param name="InRotation">True when the balancer sends it new connections.</param>
/// <param name="Can">Faults that make sense.</param>
internal sealed record WebServerState(string Id, string Zone, ProcessState Process, int? ProcessId, bool InRotation, IReadOnlyList<string> Can);

/// <summary>The database.</summary>
/// <param name="State">The platform's state of it.</param>
/// <param name="Standby">The platform's state of its standby.</param>
/// <param name="Members">Both servers, the primary first.</param>
/// <param name="Can">Faults that make sense.</param>
internal sealed record PairState(string State, string Standby, IReadOnlyList<MemberState> Members, IReadOnlyList<string> Can);

/// <summary>A server of the database, or of the cache.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Zone">Its zone; empty for what has none.</param>
/// <param name="IsPrimary">True for the one that takes the writes.</param>
/// <param name="Process">How its process is.</param>
/// <param name="ProcessId">Process id; null when there is none.</param>
internal sealed record MemberState(string Name, string Zone, bool IsPrimary, ProcessState Process, int? ProcessId);

/// <summary>State of a process.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProcessState>))]
internal enum ProcessState
{
    /// <summary>It runs.</summary>
    Runs,

    /// <summary>It stands still.</summary>
    Hangs,

    /// <summary>It answers everything with errors.</summary>
    Fails,

    /// <summary>It has ended.</summary>
    Dead,
}
