using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Console.Tests;

/// <summary>Three light machines and an automation that asks before it restarts one, for the tests of a class.</summary>
public sealed class CrowdUnderConsole : IAsyncLifetime
{
    public Twin Twin { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Twin = await Twin.StartAsync(
        new TwinOptions { Pace = TwinPace.Named("fast"), IsCrowd = true }.With("Modes__Restart", "Approve").With("Recovery__ApprovalDeadline", "00:05:00"), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Twin?.DisposeAsync() ?? default;
}
