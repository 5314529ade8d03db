using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Console.Tests;

/// <summary>Tests on one crowd: each leaves it well.</summary>
[CollectionDefinition(nameof(OneCrowd))]
public sealed class OneCrowd : ICollectionFixture<CrowdUnderConsole>;

/// <summary>Three light machines and an automation that asks before it restarts one, for several classes of tests.</summary>
public sealed class CrowdUnderConsole : IAsyncLifetime
{
    public Twin Twin { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Twin = await Twin.StartAsync(
        new TwinOptions { Pace = TwinPace.Named("fast"), IsCrowd = true }.With("Modes__Restart", "Approve").With("Recovery__ApprovalDeadline", "00:05:00"), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Twin?.DisposeAsync() ?? default;
}
