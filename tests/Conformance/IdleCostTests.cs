using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using Azure.Core.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Conformance.Tests.Engine;
using Steadfast.Local.Runtime;

namespace Steadfast.Conformance.Tests;

/// <summary>Measures how often the engine asks its storage while nothing happens. Run by name, alone: it counts every request of the process.</summary>
public sealed class IdleCostTests(Azurite azurite, ITestOutputHelper output)
{
    private static readonly TimeSpan Warmth = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(60);

    [Theory(Explicit = true)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Requests_of_an_idle_task_hub(int pollingSeconds)
    {
        ConcurrentBag<string> requests = [];
        await using ServiceProvider services = new ServiceCollection().AddLogging().BuildServiceProvider();
        await using StorageEngine engine = new(
            azurite.Connection, $"idle{pollingSeconds}", FunctionCatalog.FromTypes(typeof(EngineFunctions)), services,
            settings => settings.MaxQueuePollingInterval = TimeSpan.FromSeconds(pollingSeconds));
        await engine.StartAsync(CancellationToken.None);
        await Task.Delay(Warmth, TimeProvider.System, TestContext.Current.CancellationToken);
        using (AzureEventSourceListener listener = new((happened, _) => Note(happened, requests), EventLevel.Informational))
        {
            await Task.Delay(Measured, TimeProvider.System, TestContext.Current.CancellationToken);
        }

        foreach (IGrouping<string, string> kind in requests.GroupBy(request => request).OrderByDescending(kind => kind.Count()))
        {
            output.WriteLine($"{kind.Count() * (TimeSpan.FromDays(1) / Measured):N0} a day: {kind.Key}");
        }

        Assert.NotEmpty(requests);
    }

    private static void Note(EventWrittenEventArgs happened, ConcurrentBag<string> requests)
    {
        if (happened.EventName == "Request" && happened.Payload is [_, string method, string address, ..])
        {
            requests.Add($"{method} {new Uri(address).AbsolutePath}");
        }
    }
}
