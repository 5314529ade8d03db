using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Azure.Core.Pipeline;
using Azure.Monitor.Query;
using Azure.ResourceManager;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions.Database;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;
using Steadfast.Local.Host;

namespace Steadfast.Functions.Tests.Stage;

/// <summary>A control plane that answers as a test says, below the whole pipeline of the SDK: credential, retries, timeouts, models.</summary>
internal sealed class ScriptedArm : HttpMessageHandler, IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public ScriptedArm(TimeProvider? clock = null, IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        ArmClientOptions options = ArmOptions.Create(new StackOptions().GetCloud());
        options.Transport = new HttpClientTransport(new HttpClient(this, disposeHandler: false));
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        MetricsQueryClientOptions metrics = ArmOptions.CreateForMetrics(new StackOptions().GetCloud());
        metrics.Transport = options.Transport;
        metrics.Retry.Delay = options.Retry.Delay;
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(clock ?? TimeProvider.System)
            .AddSingleton<Azure.Core.TokenCredential>(new LocalCredential("a-token", TimeProvider.System))
            .AddSingleton(options)
            .AddSingleton(provider => new MetricsQueryClient(
                new StackOptions().GetCloud().Endpoint, provider.GetRequiredService<Azure.Core.TokenCredential>(), metrics))
            .AddSteadfast(new ConfigurationBuilder().AddInMemoryCollection(StageSettings.All).AddInMemoryCollection(settings).Build())
            .AddSingleton<InstanceActivities>()
            .AddSingleton<CapacityActivities>()
            .AddSingleton<AutoRepairActivities>()
            .AddSingleton<EvidenceActivities>()
            .AddSingleton<ObservationActivities>()
            .AddSingleton<DatabaseActivities>()
            .AddSingleton<WriteActivities>()
            .BuildServiceProvider();
    }

    /// <summary>What each request was: "POST /subscriptions/…/restart".</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>The answer to a request; the first that gives one counts. Without any, 404.</summary>
    public List<Func<HttpRequestMessage, HttpResponseMessage?>> Answers { get; } = [];

    /// <summary>True: no request is answered; the one who asks must give it up.</summary>
    public bool Hangs { get; set; }

    public IServiceProvider Services => _services;

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Answers requests whose path ends so.</summary>
    public ScriptedArm On(string end, string body, HttpStatusCode status = HttpStatusCode.OK, HttpMethod? method = null, params (string Name, string Value)[] headers)
    {
        Answers.Add(request => request.RequestUri!.AbsolutePath.EndsWith(end, StringComparison.OrdinalIgnoreCase) && request.Method == (method ?? HttpMethod.Get)
            ? Of(status, body, headers)
            : null);
        return this;
    }

    public static HttpResponseMessage Of(HttpStatusCode status, string body, params (string Name, string Value)[] headers)
    {
        HttpResponseMessage response = new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach ((string name, string value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Enqueue($"{request.Method} {request.RequestUri!.AbsolutePath}");
        if (Hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        await Task.Yield();
        return Answers.Select(answer => answer(request)).FirstOrDefault(answer => answer is not null) ?? Of(HttpStatusCode.NotFound, """{"error":{"code":"NotFound"}}""");
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
