using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Console.Tests;

/// <summary>A stack with a database, real web servers and the automation, for the tests of a class.</summary>
public sealed class StackUnderConsole : IAsyncLifetime
{
    public Twin Twin { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Twin = await Twin.StartAsync(new() { Pace = TwinPace.Named("fast"), HasDatabase = true }, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Twin?.DisposeAsync() ?? default;
}
