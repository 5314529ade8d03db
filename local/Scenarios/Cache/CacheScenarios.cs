using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Cache;

/// <summary>kill -9 of the cache, which comes back empty.</summary>
public sealed class CacheCrashScenario : CacheScenario
{
    /// <inheritdoc/>
    public override string Name => "cache-crash";

    /// <inheritdoc/>
    public override string Title => "the cache is killed and comes back empty";

    /// <inheritdoc/>
    protected override Task<string> InjectFaultAsync(TwinCache cache, CancellationToken ct)
    {
        int? process = cache.Pair.Primary.ProcessId;
        cache.Pair.Primary.Kill();
        return Task.FromResult($"kill -9 of the cache (pid {process})");
    }

    /// <inheritdoc/>
    protected override Task MendAsync(TwinCache cache, CancellationToken ct) => cache.Pair.Primary.StartAsync(ct);
}

/// <summary>SIGSTOP of the cache: it accepts connections and never answers, and goes on with what it had.</summary>
public sealed class CacheSlowScenario : CacheScenario
{
    /// <inheritdoc/>
    public override string Name => "cache-slow";

    /// <inheritdoc/>
    public override string Title => "the cache stops answering and goes on later with what it had";

    /// <inheritdoc/>
    protected override Task<string> InjectFaultAsync(TwinCache cache, CancellationToken ct)
    {
        cache.Pair.Primary.Hang();
        return Task.FromResult($"kill -STOP of the cache (pid {cache.Pair.Primary.ProcessId}): it accepts connections and never answers");
    }

    /// <inheritdoc/>
    protected override Task MendAsync(TwinCache cache, CancellationToken ct)
    {
        cache.Pair.Primary.Continue();
        return Task.CompletedTask;
    }
}

/// <summary>A cache without room: it gives what it has and takes nothing.</summary>
public sealed class CacheFullScenario : CacheScenario
{
    /// <inheritdoc/>
    public override string Name => "cache-full";

    /// <inheritdoc/>
    public override string Title => "the cache is full and takes nothing more";

    /// <inheritdoc/>
    protected override async Task<string> InjectFaultAsync(TwinCache cache, CancellationToken ct)
    {
        await cache.Pair.Primary.AskAsync(["CONFIG", "SET", "maxmemory", "1mb"], ct);
        return "the cache is full: it takes nothing more";
    }

    /// <inheritdoc/>
    protected override Task MendAsync(TwinCache cache, CancellationToken ct) =>
        cache.Pair.Primary.AskAsync(["CONFIG", "SET", "maxmemory", "32mb"], ct);
}

/// <summary>The replica takes over without what came last: what it still has must not be given.</summary>
public sealed class CacheFailoverScenario : CacheScenario
{
    /// <inheritdoc/>
    public override string Name => "cache-failover";

    /// <inheritdoc/>
    public override string Title => "the primary of the cache is killed and its replica takes over";

    /// <inheritdoc/>
    protected override async Task<string> InjectFaultAsync(TwinCache cache, CancellationToken ct)
    {
        int? process = cache.Pair.Primary.ProcessId;
        cache.Pair.Primary.Kill();
        await cache.Pair.FailoverAsync(ct);
        return $"kill -9 of the primary of the cache (pid {process}); its name leads to the replica";
    }

    /// <inheritdoc/>
    protected override async Task MendAsync(TwinCache cache, CancellationToken ct)
    {
        await cache.Pair.Replica.StartAsync(ct);
        await cache.Pair.Replica.FollowAsync(cache.Pair.Primary, ct);
    }
}
