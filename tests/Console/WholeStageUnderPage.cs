using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Caches;
using Steadfast.Local.Stack.Files;
using Steadfast.Local.Stack.SignIn;
using static Microsoft.Playwright.Assertions;

namespace Steadfast.Console.Tests;

/// <summary>Tests on one whole stack: each leaves it well.</summary>
[CollectionDefinition(nameof(OneWholeStage))]
public sealed class OneWholeStage : ICollectionFixture<WholeStageUnderPage>;

/// <summary>The twin's page over a stack with everything that this machine lets it have, which is repaired again and again without a rest.</summary>
public sealed class WholeStageUnderPage : StageUnderPage
{
    /// <summary>A replacement, or a standby that is made anew, on whatever machine this is.</summary>
    internal const float RepairTimeout = 240_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Waits until everything is well, and nothing is done about anything.</summary>
    internal async Task WellAsync(Tab tab)
    {
        await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("All is well: break something", new() { Timeout = RepairTimeout });
        await Expect(tab.Main.Locator("[data-key=database]")).ToContainTextAsync("server Ready, high availability Healthy", new() { Timeout = RepairTimeout });
        Assert.True(await Wait.Until(AllAreClosedAsync, TimeProvider.System, TimeSpan.FromMilliseconds(RepairTimeout), Ct), "An incident is still open.");
    }

    private async Task<bool> AllAreClosedAsync() => (await Twin.Functions.IncidentsAsync(Ct)).All(incident => incident.Outcome != IncidentOutcome.Open);

    protected override TwinOptions Adapt(TwinOptions options) =>
        (options with { HasCache = RedisServer.IsInstalled, HasFiles = BlobServer.Program is not null, HasSignIn = OidcProvider.Program is not null })
            .With("Guard__CoolDown", "00:00:00").With("Guard__RepeatWindow", "00:00:00").With("Guard__BreakerFailures", "100")
            .With("Database__FailoverCoolDown", "00:00:01").With("Watchdog__Flaps", "100");
}
