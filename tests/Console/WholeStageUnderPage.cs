using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Caches;
using Steadfast.Local.Stack.Files;
using Steadfast.Local.Stack.SignIn;

namespace Steadfast.Console.Tests;

/// <summary>The twin's page over a stack with everything that this machine lets it have, which is repaired again and again without a rest.</summary>
public sealed class WholeStageUnderPage : StageUnderPage
{
    protected override TwinOptions Adapt(TwinOptions options) =>
        (options with { HasCache = RedisServer.IsInstalled, HasFiles = BlobServer.Program is not null, HasSignIn = OidcProvider.Program is not null })
            .With("Guard__CoolDown", "00:00:00").With("Guard__RepeatWindow", "00:00:00").With("Guard__BreakerFailures", "100")
            .With("Database__FailoverCoolDown", "00:00:01").With("Watchdog__Flaps", "100");
}
