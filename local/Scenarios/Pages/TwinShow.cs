using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Pages.Breaking;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Pages;

/// <summary>Content of the twin's page: which stack there is, which story is played on it, what its clients go through. Safe to use from any thread.</summary>
/// <param name="clock">The clock.</param>
internal sealed class TwinShow(TimeProvider clock)
{
    // Somebody looks while the page asks; a page in a hidden tab asks every few seconds.
    private static readonly TimeSpan Attention = TimeSpan.FromSeconds(20);

    // A page in a hidden tab asks less often, and may miss the end.
    private static readonly TimeSpan FarewellDeadline = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private StageState _now = new(null, null, null, StagePhase.Building);
    private DateTimeOffset _askedAt = DateTimeOffset.MinValue;

    /// <summary>Name of this run.</summary>
    public string Run { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Experience of the clients, second by second.</summary>
    public ClientTape Tape { get; } = new(clock);

    /// <summary>The story in sentences.</summary>
    public Captions Captions { get; } = new();

    /// <summary>Results of the stories that have been played.</summary>
    public Judgements Judgements { get; } = new();

    /// <summary>The stack at this moment.</summary>
    public StageState Now
    {
        get
        {
            lock (_gate)
            {
                return _now;
            }
        }
    }

    /// <summary>True while somebody looks at the page.</summary>
    public bool IsWatched
    {
        get
        {
            lock (_gate)
            {
                return clock.GetUtcNow() - _askedAt < Attention;
            }
        }
    }

    private DateTimeOffset LastAsked
    {
        get
        {
            lock (_gate)
            {
                return _askedAt;
            }
        }
    }

    /// <summary>The page has asked.</summary>
    public void Asked()
    {
        lock (_gate)
        {
            _askedAt = clock.GetUtcNow();
        }
    }

    /// <summary>A line of the story was told.</summary>
    public void Listen(Speaker who, string text, DateTimeOffset at) => Captions.Add(who.Name, text, at);

    /// <summary>A stack is being built, for a story or to be broken by hand.</summary>
    /// <param name="story">The story; null for none.</param>
    public void Building(IScenario? story)
    {
        Tape.Clear();
        Change(_ => new(null, null, story is null ? null : new(story.Name, story.Title, story.Promises, null), StagePhase.Building));
    }

    /// <summary>The stack is there. While a story is played on it nobody else may break it.</summary>
    public void Open(Twin twin, Story log) =>
        Change(now => now with { Twin = twin, Faults = new(twin, log), Phase = now.Play is null ? StagePhase.Free : StagePhase.Playing });

    /// <summary>The story has been judged.</summary>
    public void Judge(DrillReport report)
    {
        long number = Judgements.Add(report, Now.Play?.Title ?? report.Scenario, clock.GetUtcNow());
        Change(now => now with { Play = now.Play is null ? null : now.Play with { Judged = number } });
    }

    /// <summary>The story has come to its end; the stack is there to be broken by hand.</summary>
    public void Played(DrillReport report)
    {
        Judge(report);
        Change(now => now with { Phase = StagePhase.Played });
    }

    /// <summary>Returns when somebody who looks has been shown all that there is by now, or does not ask any more.</summary>
    public Task SeenAsync(CancellationToken ct)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return Wait.Until(() => !IsWatched || LastAsked > now, clock, FarewellDeadline, ct);
    }

    /// <summary>The stack is being ended.</summary>
    public void Close() => Change(now => now with { Twin = null, Faults = null, Phase = StagePhase.Building });

    private void Change(Func<StageState, StageState> change)
    {
        lock (_gate)
        {
            _now = change(_now);
        }
    }
}

/// <summary>The stack and its story at one moment.</summary>
/// <param name="Twin">The stack; null while one is built.</param>
/// <param name="Faults">Breaks it; null while there is none.</param>
/// <param name="Play">The story; null for none.</param>
/// <param name="Phase">What goes on.</param>
internal sealed record StageState(Twin? Twin, FaultBoard? Faults, StoryPlay? Play, StagePhase Phase);

/// <summary>A story that is or was played.</summary>
/// <param name="Name">Name of its scenario.</param>
/// <param name="Title">The same in words.</param>
/// <param name="Promises">What must be seen after its fault.</param>
/// <param name="Judged">Number of its judgement; null while it is played.</param>
internal sealed record StoryPlay(string Name, string Title, IReadOnlyList<string> Promises, long? Judged);

/// <summary>The run that goes on.</summary>
internal enum StagePhase
{
    /// <summary>A stack is built or ended.</summary>
    Building,

    /// <summary>It is there to be broken.</summary>
    Free,

    /// <summary>A story is played on it.</summary>
    Playing,

    /// <summary>The story is over, and it is there to be broken.</summary>
    Played,
}
