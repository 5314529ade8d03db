using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Steadfast.Conformance.Tests.Engine;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;

namespace Steadfast.Conformance.Tests.Stage;

/// <summary>Plays a scenario on a back end, and holds the tales of its records, word for word, against those of the local runtime by itself.</summary>
internal static class Scenario
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> OnPlain = [];

    /// <summary>Plays it.</summary>
    /// <param name="backend">The back end.</param>
    /// <param name="azurite">The storage of the real one.</param>
    /// <param name="play">Plays and checks it on a stage; gives the tales of its incidents.</param>
    /// <param name="newcomersServe">Whether machines serve when they are started.</param>
    /// <param name="name">Its name: the test's.</param>
    public static async Task PlayAsync(
        Backend backend, Azurite azurite, Func<AppStage, Task<string>> play, bool newcomersServe = true, [CallerMemberName] string name = "")
    {
        Lazy<Task<string>> plain = OnPlain.GetOrAdd(name, _ => new(() => OnceAsync(Backend.Plain, azurite, play, newcomersServe)));
        Assert.Equal(await plain.Value, backend == Backend.Plain ? await plain.Value : await OnceAsync(backend, azurite, play, newcomersServe));
    }

    /// <summary>The tales of closed incidents, when people have been told of the end of each.</summary>
    /// <param name="stage">Where they happened.</param>
    /// <param name="incidents">The incidents.</param>
    public static Task<string> TalesAsync(this AppStage stage, params IncidentRecord[] incidents) => stage.TalesAsync([], incidents);

    /// <summary>The tales of closed incidents that people answered, when others have been told of the answer too: it may come after the end.</summary>
    /// <param name="stage">Where they happened.</param>
    /// <param name="answers">Kinds of the notices that tell of an answer.</param>
    /// <param name="incidents">The incidents.</param>
    public static async Task<string> TalesAsync(this AppStage stage, NoticeKind[] answers, params IncidentRecord[] incidents)
    {
        Assert.All(incidents, Tale.RequireOrder);
        NoticeView[] notices = await Settled.Is(
            () => stage.GetAsync<NoticeView[]>("/api/notifications"),
            all => all.All(shown => shown.State == NoticeState.Kept) && answers.All(kind => all.Any(shown => shown.Notice.Kind == kind))
                && incidents.All(incident => all.Any(shown => IsEndOf(incident, shown))),
            "people are told");
        return string.Join("\n\n", incidents.Select(incident => Tale.Of(incident, notices)));
    }

    private static bool IsEndOf(IncidentRecord incident, NoticeView shown) =>
        shown.Notice.IncidentId == incident.Id && shown.Notice.Kind is NoticeKind.Closed or NoticeKind.Escalated;

    private static async Task<string> OnceAsync(Backend backend, Azurite azurite, Func<AppStage, Task<string>> play, bool newcomersServe)
    {
        await using AppStage stage = await AppStage.StartAsync(backend, azurite, newcomersServe);
        return await play(stage);
    }
}
