using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Pages.Breaking;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Caches;
using Steadfast.Local.Stack.Databases;
using Steadfast.Local.Stack.Processes;

namespace Steadfast.Local.Scenarios.Pages;

/// <summary>Puts together what the page shows.</summary>
internal static class StateReader
{
    // Of a crowd only the first are shown, and a crowd is not broken by hand.
    private const int MaxWebServers = 24;

    /// <summary>Everything after the part and the caption that the caller has.</summary>
    /// <param name="options">Options of the stack.</param>
    /// <param name="takesOrders">True when stories can be played from the page.</param>
    /// <param name="part">Number of the last part that the caller has.</param>
    /// <param name="caption">Number of the last caption that the caller has.</param>
    /// <param name="judgement">Number of the last judgement that the caller has.</param>
    public static PageState Read(TwinShow show, TwinOptions options, bool takesOrders, long part, long caption, long judgement)
    {
        StageState now = show.Now;
        // While a story is played it is not spoiled.
        FaultBoard? board = now.Phase == StagePhase.Playing ? null : now.Faults;
        TwinMachine[] machines = [.. (now.Twin?.Machines ?? []).Take(MaxWebServers)];
        return new(
            show.Run,
            options.Clock.GetUtcNow(),
            options.Number ?? 0,
            options.PaceName,
            now.Phase,
            takesOrders,
            StoryOf(now.Play),
            show.Judgements.After(judgement),
            [.. machines.Select(machine => WebServer(now.Twin!, machine, board))],
            [.. machines.Select(machine => machine.Spec.Zone).Distinct().Order(StringComparer.Ordinal).Select(zone => new PartState(zone, ProcessState.Runs, board?.Offered(FaultPlace.Zone, zone) ?? []))],
            now.Twin is { Database: { } database } twin ? DatabaseOf(twin, database, board) : null,
            now.Twin is null ? [] : [.. Others(now.Twin, board)],
            show.Tape.Read(part),
            show.Captions.After(caption));
    }

    private static StoryState? StoryOf(StoryPlay? play) => play is null ? null : new(play.Name, play.Title, play.Promises, play.Judged);

    private static WebServerState WebServer(Twin twin, TwinMachine machine, FaultBoard? board) => new(
        machine.Id,
        machine.Spec.Zone,
        machine is WebMachine web ? StateOf(web) : ProcessState.Runs,
        (machine as WebMachine)?.Process.ProcessId,
        twin.BackendOf(machine)?.Eligible == true,
        board?.Offered(FaultPlace.WebServer, machine.Id) ?? []);

    private static ProcessState StateOf(WebMachine machine) => machine.AnswersErrors ? ProcessState.Fails : StateOf(machine.Process.IsRunning, machine.Process.IsPaused);

    private static PairState? DatabaseOf(Twin twin, TwinDatabase database, FaultBoard? board) => twin.Azure.Database is not { State: var state } ? null : new(
        state.State,
        state.HighAvailability,
        [MemberOf(database.Pair.Primary, true), MemberOf(database.Pair.Standby, false)],
        board?.Offered(FaultPlace.Database) ?? []);

    private static MemberState MemberOf(DatabaseMember member, bool isPrimary) =>
        new(member.Name, member.Zone, isPrimary, StateOf(member.Server.IsRunning, member.Server.IsPaused), member.Server.ProcessId);

    private static IEnumerable<PartState> Others(Twin twin, FaultBoard? board)
    {
        yield return new($"{FaultPlace.Platform}", ProcessState.Runs, board?.Offered(FaultPlace.Platform) ?? []);
        yield return new($"{FaultPlace.Automation}", StateOf(!twin.Functions.Ended.IsCompleted, false), board?.Offered(FaultPlace.Automation) ?? []) { ProcessId = twin.Functions.ProcessId };
        if (twin.Cache is { Pair: var pair })
        {
            yield return new($"{FaultPlace.Cache}", StateOf(pair.Primary), board?.Offered(FaultPlace.Cache) ?? []) { Members = [MemberOf(pair.Primary, true), MemberOf(pair.Replica, false)] };
        }

        if (twin.Files is { } files)
        {
            yield return PartOf(FaultPlace.Files, files, board);
        }

        if (twin.SignIn is { Provider: var provider })
        {
            yield return PartOf(FaultPlace.SignIn, provider, board);
        }
    }

    private static PartState PartOf(FaultPlace place, ServerProcess server, FaultBoard? board) => new($"{place}", StateOf(server), board?.Offered(place) ?? []) { ProcessId = server.ProcessId };

    private static MemberState MemberOf(RedisServer server, bool isPrimary) => new($"{server.Address}", "", isPrimary, StateOf(server), server.ProcessId);

    private static ProcessState StateOf(ServerProcess server) => StateOf(server.ProcessId is not null, server.IsPaused);

    private static ProcessState StateOf(bool isRunning, bool isPaused) => (isRunning, isPaused) switch
    {
        (false, _) => ProcessState.Dead,
        (_, true) => ProcessState.Hangs,
        _ => ProcessState.Runs,
    };
}
