using System.Reflection;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Monitor.Query;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Guard;

/// <summary>Nothing reaches the platform but through the guard's last word.</summary>
[Trait("Category", "fast")]
public sealed class ClearanceTests
{
    private static readonly DateTime Now = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);
    private static readonly GuardState Granted = GuardClient.Permitting("1");
    private static readonly PermitRevocation Ended = new(GuardClient.Incident, "operator anna");
    private static readonly AutomationPause Paused = new("a release", "anna", Now, null);
    private static readonly DeploymentLease Leased = new("release-7", Now, Now.AddHours(1));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, GuardState, HeldPermit, string?> Cases => new()
    {
        { "a permit and nothing else", Granted, GuardClient.Held("1"), null },
        { "no permit", new GuardState(), GuardClient.Held("1"), "Permit missing: the guard knows of none for this action" },
        { "a permit for another target", Granted, GuardClient.Held("2"), "Permit missing: the guard knows of none for this action" },
        { "ended by a person", Granted with { Revocations = [Ended] }, GuardClient.Held("1"), "Incident ended by operator anna" },
        { "another one ended", Granted with { Revocations = [Ended with { IncidentId = "another" }] }, GuardClient.Held("1"), null },
        { "ended, also when ordered", Granted with { Revocations = [Ended] }, GuardClient.Held("1", isOrdered: true), "Incident ended by operator anna" },
        { "paused", Granted with { Pause = Paused }, GuardClient.Held("1"), "Automation paused by anna (a release) until a person resumes it" },
        { "paused, and ordered", Granted with { Pause = Paused }, GuardClient.Held("1", isOrdered: true), null },
        { "paused, and a clean-up", Granted with { Pause = Paused }, GuardClient.Held("1") with { IsCleanUp = true },
            "Automation paused by anna (a release) until a person resumes it" },
        { "paused, and the clean-up of what was ordered", Granted with { Pause = Paused },
            GuardClient.Held("1", isOrdered: true) with { IsCleanUp = true }, null },
        { "a pause that is over", Granted with { Pause = Paused with { Until = Now } }, GuardClient.Held("1"), null },
        { "leased", Granted with { Lease = Leased }, GuardClient.Held("1"),
            "Deployment lease held by release-7 until 13:00:00 UTC, or until it is released" },
        { "leased, and a clean-up", Granted with { Lease = Leased }, GuardClient.Held("1") with { IsCleanUp = true },
            "Deployment lease held by release-7 until 13:00:00 UTC, or until it is released" },
        { "the breaker is open, and a clean-up", Granted with { Breaker = new([Now], Now) },
            GuardClient.Held("1") with { IsCleanUp = true }, null },
        { "the breaker is open", Granted with { Breaker = new([Now], Now) }, GuardClient.Held("1"),
            "Breaker open: acting on web servers did not help 1 times in a row" },
        { "the breaker of the database is open", Granted with { DatabaseBreaker = new([Now], Now) }, GuardClient.Held("1"), null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_stands_against_beginning_a_permitted_action(string situation, GuardState state, HeldPermit permit, string? reason)
    {
        Assert.NotEmpty(situation);
        Assert.Equal(reason, ClearancePolicy.Refuse(state, permit, Now)?.Reason);
    }

    [Fact]
    public async Task A_permit_that_the_storage_does_not_show_yet_is_waited_for_a_moment()
    {
        GuardClient client = new(new GuardState());
        VirtualClock clock = new(new DateTimeOffset(Now));
        Task<ClearanceAnswer> asking = PermitClearance.AskAsync(client, GuardClient.Held("1"), clock, Ct);
        client.State = Granted;

        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.NotNull((await asking).Given);
        Assert.Equal(2, client.Reads);
    }

    [Fact]
    public async Task No_request_that_changes_something_leaves_the_platform_types_without_a_clearance()
    {
        RecordingTransport transport = new();
        await using ServiceProvider services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TokenCredential>(new Steadfast.Local.Host.LocalCredential("a-token", TimeProvider.System))
            .AddSteadfast(new ConfigurationBuilder().AddInMemoryCollection(StageSettings.All.Append(new("Stack:DatabaseServer", "mysql"))).Build())
            .AddSingleton(new Azure.ResourceManager.ArmClientOptions { Transport = transport, Retry = { MaxRetries = 0 } })
            .AddSingleton(provider => new MetricsQueryClient(
                new Uri("https://management.azure.com"), provider.GetRequiredService<TokenCredential>(), new() { Transport = transport, Retry = { MaxRetries = 0 } }))
            .BuildServiceProvider();
        List<string> without = [];
        foreach (Type type in typeof(ArmRestClient).Assembly.GetTypes().Where(type => type.Namespace == typeof(ArmRestClient).Namespace && type.IsPublic))
        {
            if (services.GetService(type) is not { } subject)
            {
                continue;
            }

            foreach (MethodInfo method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            {
                if (method.IsSpecialName || method.GetParameters().Any(parameter => parameter.ParameterType == typeof(Clearance)))
                {
                    continue;
                }

                transport.Methods.Clear();
                await TryAsync(subject, method);
                if (transport.Methods.Any(sent => sent != RequestMethod.Get))
                {
                    without.Add($"{type.Name}.{method.Name}");
                }
            }
        }

        // Suspending and resuming the scale set's own repairs is the gate's own step: it settles who owns the instances. And ARM has a link to the boot
        // diagnostics made by a POST, which changes nothing.
        Assert.Equal(["AutomaticRepairs.StartSettingAsync", "BootDiagnostics.LastOutputAsync"], without);
        Assert.True(transport.Total > 10, $"only {transport.Total} requests were seen");
    }

    private static async Task TryAsync(object subject, MethodInfo method)
    {
        object?[] arguments = [.. method.GetParameters().Select(Argument)];
        try
        {
            if (method.Invoke(subject, arguments) is Task task)
            {
                await task;
            }
        }
        catch (Exception)
        {
            // Every request is answered with an error; what was sent is what counts.
        }
    }

    private static object? Argument(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(string) => parameter.Name == "url" ? "https://management.azure.com/a" : "1",
        var type when type.IsValueType => Activator.CreateInstance(type),
        _ => null,
    };

    private sealed class RecordingTransport : HttpPipelineTransport
    {
        private readonly HttpClientTransport _inner = new(new HttpClient(new Unavailable()));

        public List<RequestMethod> Methods { get; } = [];

        public int Total { get; private set; }

        public override Request CreateRequest() => _inner.CreateRequest();

        public override void Process(HttpMessage message) => throw new NotSupportedException();

        public override ValueTask ProcessAsync(HttpMessage message)
        {
            Methods.Add(message.Request.Method);
            Total++;
            return _inner.ProcessAsync(message);
        }
    }

    private sealed class Unavailable : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.NotFound) { RequestMessage = request, Content = new StringContent("{}") });
    }
}
