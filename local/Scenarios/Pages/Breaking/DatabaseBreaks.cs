using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Scenarios.Pages.Breaking;

/// <summary>Faults of the database and of the ways to it.</summary>
internal static class DatabaseBreaks
{
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(80);

    public static IReadOnlyList<StackFault> All { get; } =
    [
        new("primary-kill", FaultPlace.Database, "Kill the primary", "kill -9 of the server that takes the writes", IsRunning, KillPrimaryAsync),
        new("primary-hang", FaultPlace.Database, "Hang the primary", "kill -STOP. It accepts connections and never answers", Runs, HangPrimaryAsync),
        new("disk-full", FaultPlace.Database, "Fill its disk", "Reads go on, writes fail", site => Runs(site) && !site.Twin.Database!.Pair.Faults.DiskIsFull, FillDiskAsync),
        new("read-only", FaultPlace.Database, "Make it read-only", "It takes no more writes, with all connections left as they are", Runs, MakeReadOnlyAsync),
        new("standby-kill", FaultPlace.Database, "Kill the standby", "kill -9. Azure makes a new one", StandbyRuns, KillStandbyAsync),
        new("standby-lag", FaultPlace.Database, "Let the standby lag", "It receives what is written and does not apply it", site => StandbyRuns(site) && site.Memory.Lag is null, LagAsync),
        new("slow-ways", FaultPlace.Database, "Slow the network", "Whatever goes between web servers and database is 80 ms late", WaysAreWell, SlowWaysAsync),
        new("cut-web", FaultPlace.Database, "Cut off web servers", "No web server reaches the database, the automation does", WaysAreWell, CutWebAsync),
        new("cut-app", FaultPlace.Database, "Cut off automation", "Only the automation does not reach the database", WaysAreWell, CutAppAsync),
        new("primary-go-on", FaultPlace.Database, "Let the primary go on", "kill -CONT", site => Primary(site)?.Server.IsPaused == true, GoOnAsync) { Mends = true },
        new("standby-catch-up", FaultPlace.Database, "Let it catch up", "The standby applies what it has received", site => site.Memory.Lag is not null, CatchUpAsync) { Mends = true },
        new("mend-ways", FaultPlace.Database, "Mend the network", "Every way to the database is as it was", site => site.Memory.WaysAreBroken, MendWaysAsync) { Mends = true },
    ];

    private static DatabaseMember? Primary(FaultSite site) => site.Twin.Database?.Pair.Primary;

    private static bool IsRunning(FaultSite site) => Primary(site)?.Server.IsRunning == true;

    private static bool Runs(FaultSite site) => Primary(site)?.Server is { IsRunning: true, IsPaused: false };

    private static bool StandbyRuns(FaultSite site) => site.Twin.Database?.Pair.Standby.Server is { IsRunning: true, IsPaused: false };

    private static bool WaysAreWell(FaultSite site) => site.Twin.Database is not null && !site.Memory.WaysAreBroken;

    private static Task KillPrimaryAsync(FaultSite site, CancellationToken ct)
    {
        site.Tell($"kill -9 of the primary {Described(Primary(site)!)}");
        site.Twin.Database!.Pair.Faults.KillPrimary();
        return Task.CompletedTask;
    }

    private static Task HangPrimaryAsync(FaultSite site, CancellationToken ct)
    {
        site.Tell($"kill -STOP of the primary {Described(Primary(site)!)}: it accepts connections and never answers");
        site.Twin.Database!.Pair.Faults.HangPrimary();
        return Task.CompletedTask;
    }

    private static async Task FillDiskAsync(FaultSite site, CancellationToken ct)
    {
        await site.Twin.Database!.Pair.Faults.FillPrimaryDiskAsync(ct);
        site.Tell($"the disk of the primary {Described(Primary(site)!)} is full");
    }

    private static async Task MakeReadOnlyAsync(FaultSite site, CancellationToken ct)
    {
        await site.Twin.Database!.Pair.Faults.MakePrimaryReadOnlyAsync(ct);
        site.Tell($"the primary {Described(Primary(site)!)} is made read-only");
    }

    private static Task SlowWaysAsync(FaultSite site, CancellationToken ct)
    {
        site.Tell($"whatever goes between the web servers and the database is {Late.TotalMilliseconds:F0} ms late");
        return BreakWays(site, site.Twin.Database!.WebWays, way => way.SlowDown(Late));
    }

    private static Task CutWebAsync(FaultSite site, CancellationToken ct)
    {
        site.Tell("the way of every web server to the database is cut, that of the Function App is not");
        return BreakWays(site, site.Twin.Database!.WebWays, way => way.Cut());
    }

    private static Task CutAppAsync(FaultSite site, CancellationToken ct)
    {
        site.Tell("the way of the Function App to the database is cut, that of the web servers is not");
        return BreakWays(site, [site.Twin.Database!.FunctionsWay], way => way.Cut());
    }

    private static Task MendWaysAsync(FaultSite site, CancellationToken ct)
    {
        site.TellMended("the network is mended");
        _ = BreakWays(site, [.. site.Twin.Database!.WebWays, site.Twin.Database.FunctionsWay], way => way.Restore());
        site.Memory.WaysAreBroken = false;
        return Task.CompletedTask;
    }

    private static Task BreakWays(FaultSite site, IReadOnlyList<EndpointEntrance> ways, Action<EndpointEntrance> act)
    {
        foreach (EndpointEntrance way in ways)
        {
            act(way);
        }

        site.Memory.WaysAreBroken = true;
        return Task.CompletedTask;
    }

    private static Task KillStandbyAsync(FaultSite site, CancellationToken ct)
    {
        site.Tell($"kill -9 of the standby {Described(site.Twin.Database!.Pair.Standby)}");
        site.Twin.Database.Pair.Faults.KillStandby();
        return Task.CompletedTask;
    }

    private static async Task LagAsync(FaultSite site, CancellationToken ct)
    {
        site.Memory.Lag = await site.Twin.Database!.Pair.Faults.LagStandbyAsync("notes", ct);
        site.Tell($"the standby {Described(site.Twin.Database.Pair.Standby)} receives what is written and does not apply it");
    }

    private static async Task CatchUpAsync(FaultSite site, CancellationToken ct)
    {
        IAsyncDisposable? lag = site.Memory.Lag;
        site.Memory.Lag = null;
        site.TellMended("the standby applies what it has received");
        await (lag?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private static Task GoOnAsync(FaultSite site, CancellationToken ct)
    {
        site.TellMended("the primary goes on");
        Primary(site)?.Server.Continue();
        return Task.CompletedTask;
    }

    private static string Described(DatabaseMember member) => $"{member.Name} in zone {member.Zone} (pid {member.Server.ProcessId})";
}
