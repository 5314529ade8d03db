using System.Collections.Concurrent;
using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Platform;

/// <summary>Which cloud is called follows from app settings, for Azure Resource Manager and Azure Monitor alike.</summary>
[Trait("Category", "fast")]
public sealed class CloudCallsTests
{
    // Nobody listens there, so what is said is whom it was tried to reach.
    private const string Nobody = "https://127.0.0.1:1/";

    [Fact]
    public async Task Another_cloud_is_called_at_its_own_address_with_tokens_for_its_own_audience()
    {
        AskedFor asked = new();
        await using ServiceProvider services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TokenCredential>(asked)
            .AddSteadfast(new ConfigurationBuilder().AddInMemoryCollection(StageSettings.All.Concat(new Dictionary<string, string?>
            {
                ["Stack:ArmEndpoint"] = Nobody,
                ["Stack:ArmAudience"] = "https://arm.example/",
            })).Build())
            .BuildServiceProvider();

        CancellationToken ct = TestContext.Current.CancellationToken;
        Exception? arm = await Record.ExceptionAsync(() => services.GetRequiredService<ArmRestClient>().ReadAsync("subscriptions?api-version=2022-12-01", ct));
        Exception? metrics = await Record.ExceptionAsync(() => services.GetRequiredService<ProbeMetrics>().ReadAsync(ct));

        // The metrics client puts a slash of its own behind the audience.
        Assert.Equal(["https://arm.example/.default", "https://arm.example//.default"], asked.Scopes.Distinct());
        Assert.All([arm, metrics], failure => Assert.Contains("127.0.0.1:1", failure!.Message));
    }

    private sealed class AskedFor : TokenCredential
    {
        public ConcurrentQueue<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.Enqueue(requestContext.Scopes.Single());
            return new("token", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
