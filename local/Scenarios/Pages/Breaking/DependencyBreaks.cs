using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Caches;
using Steadfast.Local.Stack.Processes;

namespace Steadfast.Local.Scenarios.Pages.Breaking;

/// <summary>Faults of what web servers use beside the database: the cache, the storage of files, the provider of the sign-in.</summary>
internal static class DependencyBreaks
{
    private const string NoRoom = "1mb";
    private const string Files = "the storage of files";
    private const string SignIn = "the provider of the sign-in";

    public static IReadOnlyList<StackFault> All { get; } =
    [
        new("cache-kill", FaultPlace.Cache, "Kill the cache", "kill -9 of its primary. Reads go to the database", site => IsThere(Cache(site)), Act(site => Kill(site, Cache(site)!, "the cache"))),
        new("cache-hang", FaultPlace.Cache, "Hang the cache", "kill -STOP of its primary. Reads go round it", site => Runs(Cache(site)), Act(site => Hang(site, Cache(site)!, "the cache"))),
        new("cache-full", FaultPlace.Cache, "Fill the cache", "It gives what it has and takes nothing more", site => Runs(Cache(site)) && !IsFull(site), FillCacheAsync),
        new("cache-failover", FaultPlace.Cache, "Fail the cache over", "kill -9 of its primary, and its name leads to the replica", CanFailOver, FailCacheOverAsync),
        new("cache-back", FaultPlace.Cache, "Bring the cache back", "Both of its servers run, and have room again", CacheIsBroken, BringCacheBackAsync) { Mends = true },
        new("files-kill", FaultPlace.Files, "Stop the files", "kill -9 of the blob storage. Notes go on without files", site => IsThere(site.Twin.Files), Act(site => Kill(site, site.Twin.Files!, Files))),
        new("files-hang", FaultPlace.Files, "Hang the files", "kill -STOP of the blob storage. Notes go on without files", site => Runs(site.Twin.Files), Act(site => Hang(site, site.Twin.Files!, Files))),
        new("files-back", FaultPlace.Files, "Bring the files back", "The blob storage runs again", site => IsBroken(site.Twin.Files), (site, ct) => BringBackAsync(site, site.Twin.Files!, Files, ct)) { Mends = true },
        new("sign-in-kill", FaultPlace.SignIn, "Stop the sign-in", "kill -9 of the provider. Whoever is signed in goes on, and nobody new comes in", site => IsThere(Provider(site)), Act(site => Kill(site, Provider(site)!, SignIn))),
        new("sign-in-hang", FaultPlace.SignIn, "Hang the sign-in", "kill -STOP of the provider. Whoever is signed in goes on, and nobody new comes in", site => Runs(Provider(site)), Act(site => Hang(site, Provider(site)!, SignIn))),
        new("sign-in-back", FaultPlace.SignIn, "Bring the sign-in back", "The provider runs again", site => IsBroken(Provider(site)), (site, ct) => BringBackAsync(site, Provider(site)!, SignIn, ct)) { Mends = true },
    ];

    private static RedisServer? Cache(FaultSite site) => site.Twin.Cache?.Pair.Primary;

    private static ServerProcess? Provider(FaultSite site) => site.Twin.SignIn?.Provider;

    private static bool IsThere(ServerProcess? server) => server?.ProcessId is not null;

    private static bool Runs(ServerProcess? server) => server is { ProcessId: not null, IsPaused: false };

    private static bool IsBroken(ServerProcess? server) => server is not null && !Runs(server);

    private static bool IsFull(FaultSite site) => Cache(site)?.ProcessId is { } process && site.Memory.FullCache == process;

    private static bool CacheIsBroken(FaultSite site) => site.Twin.Cache is { Pair: var pair } && (IsBroken(pair.Primary) || IsBroken(pair.Replica) || IsFull(site));

    private static bool CanFailOver(FaultSite site) => site.Twin.Cache is { Pair: var pair } && IsThere(pair.Primary) && Runs(pair.Replica);

    private static void Kill(FaultSite site, ServerProcess server, string name)
    {
        site.Tell($"kill -9 of {name} (pid {server.ProcessId})");
        server.Kill();
    }

    private static void Hang(FaultSite site, ServerProcess server, string name)
    {
        site.Tell($"kill -STOP of {name} (pid {server.ProcessId})");
        server.Hang();
    }

    private static async Task FillCacheAsync(FaultSite site, CancellationToken ct)
    {
        RedisServer cache = Cache(site)!;
        await cache.AskAsync(["CONFIG", "SET", "maxmemory", NoRoom], ct);
        site.Memory.FullCache = cache.ProcessId;
        site.Tell($"the cache (pid {cache.ProcessId}) is full: it takes nothing more");
    }

    private static async Task FailCacheOverAsync(FaultSite site, CancellationToken ct)
    {
        site.Tell($"kill -9 of the primary of the cache (pid {Cache(site)!.ProcessId}); its name leads to the replica");
        Cache(site)!.Kill();
        await site.Twin.Cache!.Pair.FailoverAsync(ct);
    }

    private static async Task BringCacheBackAsync(FaultSite site, CancellationToken ct)
    {
        site.TellMended("the cache runs again");
        CachePair pair = site.Twin.Cache!.Pair;
        await StartAsync(pair.Primary, ct);
        await StartAsync(pair.Replica, ct);
        await pair.Primary.AskAsync(["CONFIG", "SET", "maxmemory", TwinCache.Memory], ct);
        site.Memory.FullCache = null;
        await pair.Replica.FollowAsync(pair.Primary, ct);
    }

    private static async Task BringBackAsync(FaultSite site, ServerProcess server, string name, CancellationToken ct)
    {
        site.TellMended($"{name} runs again");
        await StartAsync(server, ct);
    }

    private static async Task StartAsync(ServerProcess server, CancellationToken ct)
    {
        server.Continue();
        if (!IsThere(server))
        {
            await server.StartAsync(ct);
        }
    }

    private static Func<FaultSite, CancellationToken, Task> Act(Action<FaultSite> act) => (site, _) =>
    {
        act(site);
        return Task.CompletedTask;
    };
}
