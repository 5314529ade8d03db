using System.Collections.Concurrent;
using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Invariants;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Databases;
using Steadfast.Local.Stack.Traffic;

namespace Steadfast.Local.Scenarios.Databases;

/// <summary>
/// One run of a scenario with the database: the client that keeps count, who watches both servers, and what is done to them.
/// </summary>
public sealed class DatabaseDrill : IAsyncDisposable
{
    // The page does not need the database, and a few requests a second show whether it is served.
    private const int PagesPerSecond = 20;

    private readonly HashSet<string> _foreign = [];
    private readonly ConcurrentQueue<StandbyChange> _standby = [];
    private readonly int _writesPerSecond;
    private DateTimeOffset _began;

    private DatabaseDrill(Drill drill, int writesPerSecond, int readsPerSecond)
    {
        Drill = drill;
        _writesPerSecond = writesPerSecond;
        Note(Platform.State);
        Platform.Changed += Note;
        Writable = WritableServers.Watch(Pair, drill.Twin.Options.Clock);
        Notes = NotesClient.Start(new(new Uri(drill.Twin.Addresses.ClientUrl, "api/notes"), writesPerSecond)
        {
            ReadsPerSecond = readsPerSecond,
            Cookie = drill.Twin.SignIn?.Session,
            Clock = drill.Twin.Options.Clock,
            WriteEnded = drill.Twin.Options.Tape is { } tape ? tape.Write : null,
        });
        drill.Twin.Options.Tape?.Follow(Notes);
    }

    /// <summary>Parts of every run: the twin, the log, the client that asks for the page.</summary>
    public Drill Drill { get; }

    /// <summary>The twin.</summary>
    public Twin Twin => Drill.Twin;

    /// <summary>The database of the twin.</summary>
    public TwinDatabase Database => Twin.Database ?? throw new InvalidOperationException("This twin has no database.");

    /// <summary>Both servers.</summary>
    public DatabasePair Pair => Database.Pair;

    /// <summary>The flexible server, as the platform knows it.</summary>
    public DatabaseServer Platform => Twin.Azure.Database ?? throw new InvalidOperationException("This twin has no database.");

    /// <summary>The client that keeps count of what it was told is stored.</summary>
    public NotesClient Notes { get; }

    internal WritableServers Writable { get; }

    /// <summary>The platform's states of the standby with their beginnings, oldest first.</summary>
    internal IReadOnlyList<StandbyChange> Standby => [.. _standby];

    /// <summary>Times at which the automation asked the platform for a failover, accepted or not.</summary>
    internal IReadOnlyList<DateTimeOffset> FailoversAsked =>
        [
            .. new[] { "/failover", "/restart" }.SelectMany(end => Twin.Azure.Requests.Matching("POST", Twin.Azure.Names.Database + end))
                .Select(request => request.At).Where(at => at >= _began),
        ];

    /// <summary>Requests of the automation to the platform, oldest first.</summary>
    internal IReadOnlyList<Operation> OwnOperations =>
        [
            .. Platform.Operations.All.Where(operation => operation.By == Initiator.Caller && !_foreign.Contains(operation.Id))
                .OrderBy(operation => operation.StartTime),
        ];

    /// <summary>Operations that the platform began by itself.</summary>
    internal IReadOnlyList<Operation> PlatformOperations =>
        [.. Platform.Operations.All.Where(operation => operation.By == Initiator.DatabasePlatform)];

    /// <summary>Sends the clients in and returns when they are being served.</summary>
    public static async Task<DatabaseDrill> OpenAsync(Twin twin, Story log, int writesPerSecond, int readsPerSecond, CancellationToken ct)
    {
        Drill drill = await Drill.OpenAsync(twin, log, PagesPerSecond, ct);
        DatabaseDrill all = new(drill, writesPerSecond, readsPerSecond);
        await all.UntilWritesAsync();
        await drill.CalmDownAsync();
        all.ForgetStart();
        log.Tell(
            Speaker.Client,
            $"{writesPerSecond} writes/s and {readsPerSecond} reads/s of notes, {all.Notes.Acknowledged} writes acknowledged so far");
        return all;
    }

    /// <summary>kill -9 of the primary.</summary>
    public void CrashPrimary()
    {
        Drill.Faults.BreakDatabase($"kill -9 of the primary {Described(Pair.Primary)}");
        Pair.Faults.KillPrimary();
    }

    /// <summary>kill -STOP of the primary.</summary>
    public void HangPrimary()
    {
        Drill.Faults.BreakDatabase($"kill -STOP of the primary {Described(Pair.Primary)}: it accepts connections and never answers");
        Pair.Faults.HangPrimary();
    }

    /// <summary>kill -9 of the standby, and the platform makes no new one.</summary>
    public void CrashStandbyForGood()
    {
        Drill.Faults.BreakDatabase($"kill -9 of the standby {Described(Pair.Standby)}, and the platform makes no new one");
        Platform.RepairsStandby = false;
        Pair.Faults.KillStandby();
    }

    /// <summary>A person orders a failover.</summary>
    public async Task OrderFailoverAsync(string mode, string by, string reason)
    {
        Drill.Story.Tell(Speaker.Person, $"{by} orders: failover of the database, {mode} ({reason})");
        await Twin.Functions.PostAsync("api/database/failover", new { mode, by, reason, confirm = mode == "force" }, Drill.Ending);
    }

    /// <summary>
    /// A person has the platform restart the primary, and waits until it has. It does not count as the automation's doing.
    /// </summary>
    public async Task RestartPrimaryByHandAsync(string who)
    {
        Drill.Story.Tell(Speaker.Person, $"{who} restarts the database server");
        Operation operation = Twin.Azure.DatabaseActions?.Restart().Operation
            ?? throw new InvalidOperationException("The platform refused what the scenario asked for.");
        _foreign.Add(operation.Id);
        await Drill.UntilAsync(() => Platform.Operations.Find(operation.Id)?.EndTime is not null);
    }

    /// <summary>Waits until another server is the primary.</summary>
    public Task<bool> UntilMovedAsync(DatabaseMember former) => Drill.UntilAsync(() => Pair.Primary != former);

    /// <summary>Waits until as many writes were acknowledged, from now on, as are made in a second.</summary>
    public Task<bool> UntilWritesAsync()
    {
        int before = Notes.Acknowledged;
        return Drill.UntilAsync(() => Notes.Acknowledged >= before + _writesPerSecond, TimeSpan.FromSeconds(20));
    }

    /// <summary>Waits until as many incidents of the database were opened and all there are have ended.</summary>
    public Task<bool> UntilClosedAsync(int count) => Drill.UntilIncidentsAsync(
        incidents => incidents.Count(Drill.IsAboutFault) >= count && incidents.All(incident => incident.Outcome != IncidentOutcome.Open));

    /// <summary>Stops the clients and gathers what was seen.</summary>
    public async Task<DatabaseDrillResult> EndAsync()
    {
        await Notes.StopAsync();
        DrillResult seen = await Drill.EndAsync();
        IReadOnlyList<string>? stored = null;
        try
        {
            stored = await Database.StoredNotesAsync(Drill.Ending);
        }
        catch (DatabaseException down)
        {
            Drill.Story.Tell(Speaker.Stage, $"what is stored cannot be compared: {down.Message}");
        }

        return new(this, seen, stored is null ? null : Notes.Report(stored, Drill.Fault), await LeftoversAsync(stored ?? []));
    }

    private async Task<Leftovers> LeftoversAsync(IReadOnlyList<string> stored)
    {
        try
        {
            return new(await Database.TrialRowsAsync(Drill.Ending), stored.Count(text => !Notes.IsOwn(text)));
        }
        catch (DatabaseException)
        {
            return new(0, 0);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Platform.Changed -= Note;
        await Notes.DisposeAsync();
        await Writable.DisposeAsync();
        await Drill.DisposeAsync();
    }

    // What a busy machine led to while everything started has nothing to do with the fault.
    private void ForgetStart()
    {
        _began = Twin.Options.Clock.GetUtcNow();
        _foreign.UnionWith(Platform.Operations.All.Select(operation => operation.Id));
    }

    private void Note(DatabaseState state) => _standby.Enqueue(new(Twin.Options.Clock.GetUtcNow(), state.HighAvailability));

    private static string Described(DatabaseMember member) => $"{member.Name} in zone {member.Zone} (pid {member.Server.ProcessId})";
}
