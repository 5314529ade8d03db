using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>An emulator with three machines in memory on a free port, and the two ways to speak to it: the Azure SDK and plain HTTP.</summary>
internal sealed class TestStack : IAsyncDisposable
{
    public const string Token = "token-of-the-test";
    public const string Group = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/rg";
    public const string Set = $"{Group}/providers/Microsoft.Compute/virtualMachineScaleSets/web";
    public const string Balancer = $"{Group}/providers/Microsoft.Network/loadBalancers/lb";
    public const string Database = $"{Group}/providers/Microsoft.DBforMySQL/flexibleServers/mysql";

    private TestStack(EmulatedAzure emulator, FakeMachines machines, FakeDatabase? pair)
    {
        (Emulator, Machines, Pair) = (emulator, machines, pair!);
        Http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = emulator.Url };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        Sdk = new(new StaticToken(), Options.Subscription, new ArmClientOptions
        {
            Transport = new EmulatorTransport(emulator.Url),
        });
    }

    public EmulatedAzure Emulator { get; }

    public FakeMachines Machines { get; }

    /// <summary>What is behind the flexible server; only in a stack that was given it.</summary>
    public FakeDatabase Pair { get; }

    public HttpClient Http { get; }

    public ArmClient Sdk { get; }

    public VirtualMachineScaleSetResource ScaleSet => Sdk.GetVirtualMachineScaleSetResource(new ResourceIdentifier(Set));

    public VirtualMachineScaleSetVmResource Vm(string instanceId) =>
        Sdk.GetVirtualMachineScaleSetVmResource(new ResourceIdentifier($"{Set}/virtualMachines/{instanceId}"));

    public static EmulatorOptions Options { get; } = new()
    {
        Url = new("http://127.0.0.1:0"),
        Subscription = "0b1f6471-1bf0-4dda-aec3-cb9272f09590",
        ResourceGroup = "rg",
        Location = "westeurope",
        ScaleSet = "web",
        LoadBalancer = "lb",
        BearerToken = Token,
        Machines = [new("2", "3", "127.0.1.6", 8080), new("0", "1", "127.0.1.4", 8080), new("1", "2", "127.0.1.5", 8080)],
        Pace = Pace.Fast with
        {
            RestartDuration = TimeSpan.FromMilliseconds(50),
            ReimageDuration = TimeSpan.FromMilliseconds(50),
            DeleteDuration = TimeSpan.FromMilliseconds(50),
            CreateDuration = TimeSpan.FromMilliseconds(50),
            HealthInterval = TimeSpan.FromMilliseconds(100),
            DatabaseFailoverDuration = TimeSpan.FromMilliseconds(20),
            DatabaseRestartDuration = TimeSpan.FromMilliseconds(20),
            DatabaseLookInterval = TimeSpan.FromMilliseconds(20),
            PlatformFailoverDelay = TimeSpan.FromMilliseconds(20),
            DatabaseMachineRestart = TimeSpan.FromMinutes(5),
            StandbyDelay = TimeSpan.FromMilliseconds(20),
        },
    };

    public static async Task<TestStack> StartAsync(Func<EmulatorOptions, EmulatorOptions>? change = null, FakeDatabase? pair = null)
    {
        FakeMachines machines = new();
        var emulator = EmulatedAzure.Build(change is null ? Options : change(Options), machines, pair);
        await emulator.StartAsync(TestContext.Current.CancellationToken);
        return new(emulator, machines, pair);
    }

    /// <summary>GET with the api-version appended; fails unless it is answered 200.</summary>
    public async Task<JsonNode> GetAsync(string path)
    {
        using var response = await Http.GetAsync(Versioned(path), TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, body);
        return JsonNode.Parse(body)!;
    }

    /// <summary>The path with an api-version that its type knows.</summary>
    public static string Versioned(string path)
    {
        (string Part, string Version)[] versions =
        [
            ("Microsoft.ResourceHealth", "2022-10-01"),
            ("Microsoft.AlertsManagement", "2019-05-05-preview"),
            ("eventtypes", "2015-04-01"),
            ("autoscaleSettings", "2022-10-01"),
            ("actionGroups", "2023-01-01"),
            ("createNotifications", "2023-01-01"),
            ("notificationStatus", "2023-01-01"),
            ("activityLogAlerts", "2020-10-01"),
            ("scheduledQueryRules", "2023-12-01"),
            ("metricAlerts", "2018-03-01"),
            ("metricNamespaces", "2017-12-01-preview"),
            ("Microsoft.Insights/metric", "2018-01-01"),
            ("loadBalancers", "2025-05-01"),
            ("networkInterfaces", "2018-10-01"),
            ("Microsoft.DBforMySQL", "2024-12-30"),
            ("Microsoft.Compute", "2025-04-01"),
            ("/tenants", "2022-12-01"),
            ("/locations", "2022-12-01"),
            ("/resource", "2021-04-01"),
            ("/providers", "2021-04-01"),
            ("", "2022-12-01"),
        ];
        var version = versions.First(one => path.Contains(one.Part, StringComparison.OrdinalIgnoreCase)).Version;
        return $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}api-version={version}";
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Emulator.DisposeAsync();
    }

    private sealed class StaticToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext request, CancellationToken ct) => new(Token, DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext request, CancellationToken ct) => new(GetToken(request, ct));
    }

    /// <summary>Sends what is meant for Azure's management host to the emulator.</summary>
    private sealed class EmulatorTransport(Uri emulator) : HttpClientTransport
    {
        public override void Process(HttpMessage message)
        {
            var original = Rewrite(message.Request);
            base.Process(message);
            message.Request.Uri.Reset(original);
        }

        public override async ValueTask ProcessAsync(HttpMessage message)
        {
            var original = Rewrite(message.Request);
            await base.ProcessAsync(message);
            message.Request.Uri.Reset(original);
        }

        // Put back after the call: a retry passes the bearer-token policy again, which refuses plain http.
        private Uri Rewrite(Request request)
        {
            var original = request.Uri.ToUri();
            Assert.Equal("management.azure.com", original.Host);
            request.Headers.SetValue("X-Forwarded-Proto", original.Scheme);
            request.Headers.SetValue("X-Forwarded-Host", original.Authority);
            (request.Uri.Scheme, request.Uri.Host, request.Uri.Port) = (emulator.Scheme, emulator.Host, emulator.Port);
            return original;
        }
    }
}
