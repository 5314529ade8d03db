using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Twins;
using static Microsoft.Playwright.Assertions;

namespace Steadfast.Console.Tests;

/// <summary>Tests that are held to times, and so run after all others.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;

/// <summary>300 instances and 1,000 incidents.</summary>
[Trait("Category", "real-processes")]
[Collection(nameof(MeasuredAlone))]
public sealed class ManySeenTests(Browser browser, ITestOutputHelper output)
{
    private const int Instances = 300;
    private const int Incidents = 1000;
    private const int MaxBytes = 300_000;

    // What was asked for and when it came, so that whoever finds the first view late sees what it waited for.
    private const string Course = """
        () => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter(one => one.startTime < window.firstView)
            .map(one => `${one.name.split('/').pop() || 'page'} ${Math.round(one.startTime)}-${Math.round(one.responseEnd)}`).concat(`seen ${Math.round(window.firstView)}`).join(', ')
        """;

    // Longer than this, a press of a key is felt to hang.
    private static readonly TimeSpan MaxTask = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxFirstView = TimeSpan.FromSeconds(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_view_is_there_within_a_second_and_lists_come_in_parts()
    {
        Assert.SkipWhen(browser.Missing is not null, browser.Missing ?? "");
        await using Twin twin = await Twin.StartAsync(new TwinOptions { Pace = TwinPace.Named("fast"), IsCrowd = true, Instances = Instances, SpareInstances = 1 }, Ct);
        await OpenAndEndAsync(twin);
        twin.Machine("17").Crash();
        await using Tab tab = await browser.OpenAsync();
        ConcurrentQueue<IResponse> answers = [];
        tab.Page.Response += (_, answer) => answers.Enqueue(answer);
        await tab.SignInAsync(twin.Functions.Url, twin.Options.FunctionKey);
        await Expect(tab.Main.Locator(".tile")).ToHaveCountAsync(Instances);
        // Nothing is kept from before: each file and each answer as it came first.
        long bytes = 0;
        foreach (IGrouping<string, IResponse> of in answers.Where(answer => answer.Status == 200).GroupBy(answer => answer.Url))
        {
            bytes += (await of.Last().BodyAsync()).Length;
        }

        double best = double.MaxValue;
        for (int round = 0; round < 3; round++)
        {
            await tab.Page.ReloadAsync();
            await Expect(tab.Main.Locator(".tile")).ToHaveCountAsync(Instances);
            await tab.Page.WaitForFunctionAsync("window.firstView = document.querySelectorAll('.tile').length && document.querySelector('.list .row') ? performance.now() : 0");
            best = Math.Min(best, await tab.Page.EvaluateAsync<double>("window.firstView"));
            output.WriteLine(await tab.Page.EvaluateAsync<string>(Course));
        }

        // A machine that other tests keep busy has as many seconds as it is slower.
        double slowness = MachineSpeed.Measure();
        output.WriteLine($"first view after {best:0} ms, {bytes / 1000} KB, machine {slowness} times slower");
        Assert.InRange(bytes, 1, MaxBytes);
        Assert.InRange(best, 1, (MaxFirstView * slowness).TotalMilliseconds);
        await tab.LookAsync("many");

        await tab.Page.EvaluateAsync("new PerformanceObserver(list => { window.longest = Math.max(window.longest ?? 0, ...list.getEntries().map(one => one.duration)); }).observe({ type: 'longtask' })");
        IResponse unchanged = await tab.Page.WaitForResponseAsync(answer => answer.Status == 304, new() { Timeout = 60_000 });
        Assert.Contains("/api/incidents", unchanged.Url, StringComparison.Ordinal);
        await tab.GoAsync("#/incidents?state=noAction");
        await Expect(tab.Main.Locator("li.row")).ToHaveCountAsync(50);
        await tab.ClickAsync("Show older ones");
        await Expect(tab.Main.Locator("li.row")).ToHaveCountAsync(100);
        await tab.GoAsync("#/");
        await Expect(tab.Main.Locator(".tile")).ToHaveCountAsync(Instances);
        double longest = await tab.Page.EvaluateAsync<double>("window.longest ?? 0");
        output.WriteLine($"longest task {longest:0} ms");
        Assert.InRange(longest, 0, (MaxTask * MachineSpeed.Measure()).TotalMilliseconds);
        Assert.Equal([], tab.Errors);
    }

    // About instances that are not there any more: each is opened, looked at, and closed.
    private static async Task OpenAndEndAsync(Twin twin)
    {
        using HttpClient http = new() { BaseAddress = twin.Functions.Url };
        http.DefaultRequestHeaders.Add("x-functions-key", twin.Options.MasterKey);
        await Parallel.ForEachAsync(Enumerable.Range(1, Incidents), new ParallelOptions { MaxDegreeOfParallelism = 20, CancellationToken = Ct }, async (number, ct) =>
        {
            string target = $"{1000 + number}";
            RecoveryInput input = new(IncidentKey.ForInstance(target), target, "a test", null, null, twin.Options.Clock.GetUtcNow(), new(new(), new(), new()));
            using HttpResponseMessage answer = await http.PostAsJsonAsync(
                $"runtime/webhooks/durabletask/orchestrators/{IncidentKey.Orchestration}/{IncidentKey.IncidentId(input.Key, 1)}", input, JsonSerializerOptions.Default, ct);
            answer.EnsureSuccessStatusCode();
        });
    }
}
