using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Steadfast.Local.Stack.Caches;
using Steadfast.WebApp.Cache;

namespace Steadfast.WebApp.Tests.Cache;

/// <summary>Sign-in at a real Redis server that lets in nobody without a token.</summary>
[Trait("Category", "real-processes")]
public sealed class CacheSignInTests : IAsyncLifetime
{
    private const string User = "11111111-2222-3333-4444-555555555555";

    private readonly RedisServer _server = new(Loopback.Free(), "8mb", TimeProvider.System);
    private readonly Tokens _tokens = new();
    private ConnectionMultiplexer _admin = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(RedisServer.IsInstalled, "redis-server is not installed");
        await _server.StartAsync(TestContext.Current.CancellationToken);
        await _server.AskAsync(["ACL", "SETUSER", "default", "resetpass", ">admin"], TestContext.Current.CancellationToken);
        _admin = await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions { EndPoints = { _server.Address }, Password = "admin", AllowAdmin = true });
        await AskAsync("ACL", "SETUSER", User, "on", "~*", "&*", "+@all", ">token-1");
    }

    public async ValueTask DisposeAsync()
    {
        await (_admin?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("https://redis.azure.com")]
    [InlineData("https://redis.azure.com/")]
    public async Task A_token_is_asked_for_the_named_resource_five_minutes_before_the_last_one_expires_and_soon_after_a_refusal(string resource)
    {
        HurriedClock clock = new(stopAfter: 4);
        _tokens.Clock = clock;
        // The server knows the first alone, so each further one is refused by it; the fourth is refused by the identity.
        _tokens.RefusedFrom = 4;
        CacheSignIn signIn = new(_tokens, User, resource, clock, NullLogger<CacheSignIn>.Instance);
        await using CacheConnection unreachable = new(Options.Create(new CacheOptions { Connection = "127.0.0.1:9" }), signIn);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => signIn.KeepAsync(unreachable, clock.Stopped));

        Assert.Equal([.. Enumerable.Repeat(TimeSpan.FromMinutes(55), 3), TimeSpan.FromSeconds(10)], clock.Waits);
        Assert.Equal(["https://redis.azure.com/.default"], _tokens.Asked.Distinct());
    }

    [Fact]
    public async Task It_connects_with_the_first_token_gives_each_next_one_to_all_that_is_open_and_connects_again_with_that()
    {
        CacheSignIn signIn = New(TimeProvider.System);
        await using CacheConnection connection = Connect(signIn);
        await Eventually.TrueAsync(() => connection.Keys is not null, "the client is there");
        Assert.False(await IsUsableAsync(connection));
        await signIn.RenewAsync(connection, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => IsUsableAsync(connection), "the cache can be used");

        await AskAsync("ACL", "SETUSER", User, ">token-2");
        (int open, int before) = (await OpenAsync(), await AuthenticationsAsync());
        TimeSpan next = await signIn.RenewAsync(connection, TestContext.Current.CancellationToken);
        int given = await AuthenticationsAsync() - before;
        await AskAsync("ACL", "SETUSER", User, "<token-1");
        await AskAsync("CLIENT", "KILL", "USER", User);
        await Eventually.TrueAsync(() => IsUsableAsync(connection), "it is connected again");

        Assert.Equal((1, 1), (open, given));
        Assert.InRange(next, TimeSpan.FromMinutes(54), TimeSpan.FromMinutes(55));
    }

    [Theory]
    [InlineData("the identity")]
    [InlineData("the cache")]
    public async Task A_token_that_is_refused_does_not_break_what_is_connected(string by)
    {
        CacheSignIn signIn = New(TimeProvider.System);
        await using CacheConnection connection = Connect(signIn);
        await signIn.RenewAsync(connection, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => IsUsableAsync(connection), "the cache can be used");
        int lost = 0;
        connection.Lost += () => Interlocked.Increment(ref lost);
        // The server knows the first token alone.
        _tokens.RefusedFrom = by == "the identity" ? 2 : int.MaxValue;

        TimeSpan next = await signIn.RenewAsync(connection, TestContext.Current.CancellationToken);

        Assert.Equal((TimeSpan.FromSeconds(10), true, 0), (next, await IsUsableAsync(connection), lost));
        await AskAsync("ACL", "SETUSER", User, ">token-3");
        _tokens.RefusedFrom = int.MaxValue;
        Assert.InRange(await signIn.RenewAsync(connection, TestContext.Current.CancellationToken), TimeSpan.FromMinutes(54), TimeSpan.FromMinutes(55));
    }

    private CacheSignIn New(TimeProvider clock)
    {
        _tokens.Clock = clock;
        return new(_tokens, User, "https://redis.azure.com", clock, NullLogger<CacheSignIn>.Instance);
    }

    private CacheConnection Connect(CacheSignIn signIn) => new(Options.Create(new CacheOptions { Connection = $"{_server.Address}", Auth = "entra", User = User }), signIn);

    private static async Task<bool> IsUsableAsync(CacheConnection connection)
    {
        try
        {
            return connection.Keys is { } keys && await keys.StringSetAsync("key", "value");
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return false;
        }
    }

    private Task<RedisResult> AskAsync(string command, params object[] arguments) => _admin.GetServer(_server.Address).ExecuteAsync(command, arguments);

    private async Task<int> OpenAsync() => $"{await AskAsync("CLIENT", "LIST")}".Split('\n').Count(static line => line.Contains($" user={User} ", StringComparison.Ordinal));

    // Sample: cmdstat_auth:calls=3,usec=12,usec_per_call=4.00,rejected_calls=0,failed_calls=0
    private async Task<int> AuthenticationsAsync() => $"{await AskAsync("INFO", "commandstats")}".Split("cmdstat_auth:calls=") is [_, { } rest] ? int.Parse(rest.Split(',')[0]) : 0;

    /// <summary>Gives out numbered tokens that last an hour.</summary>
    private sealed class Tokens : TokenCredential
    {
        public List<string> Asked { get; } = [];

        public TimeProvider Clock { get; set; } = TimeProvider.System;

        /// <summary>Number of the first that is not given.</summary>
        public int RefusedFrom { get; set; } = int.MaxValue;

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Asked.AddRange(requestContext.Scopes);
            return Asked.Count >= RefusedFrom
                ? throw new CredentialUnavailableException("no identity")
                : ValueTask.FromResult(new AccessToken($"token-{Asked.Count}", Clock.GetUtcNow().AddHours(1)));
        }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    /// <summary>A clock on which every wait is over at once, and some waits later all is.</summary>
    private sealed class HurriedClock(int stopAfter) : TimeProvider
    {
        private readonly CancellationTokenSource _stopped = new();
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public List<TimeSpan> Waits { get; } = [];

        public CancellationToken Stopped => _stopped.Token;

        public override DateTimeOffset GetUtcNow() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            _now += dueTime;
            if (Waits.Count == stopAfter)
            {
                _stopped.Cancel();
            }

            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
