using System.Globalization;
using Spectre.Console;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;

namespace Steadfast.Scenarios.Tests;

/// <summary>What a demonstration prints: it fits 80 columns, and has no colors where there is no terminal.</summary>
[Trait("Category", "fast")]
public sealed class DemoTests : IDisposable
{
    private const int Width = 80;
    private readonly StringWriter _told = new();
    private readonly TextWriter _writer;
    private readonly IAnsiConsole _console;

    public DemoTests()
    {
        _writer = TextWriter.Synchronized(_told);
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(_writer) });
        _console.Profile.Width = Width;
    }

    public void Dispose() => _told.Dispose();

    [Fact]
    public void The_table_fits_80_columns_also_with_the_longest_name_and_numbers()
    {
        DrillReport longest = Report(new string('n', 17) + "-" + new string('m', 20)) with
        {
            Timeline = new(0, 20, 700_000, 710_000, 750_000, 2_000_000, 2_590_000, 4_000_000),
            Requests = new(1_234_567, 98_765, 45, 570),
            Expectations = [new(new string('e', 300), false)],
        };
        DemoTable.Print(_console, [Report("instance-crash"), longest]);

        Assert.All(Lines(), line => Assert.InRange(line.Length, 0, Width));
        Assert.Contains("decided", Told(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', Told());
    }

    [Fact]
    public void The_moments_stand_in_the_order_in_which_they_come()
    {
        DemoTable.Print(_console, [Report("graceful-failover")]);

        double[] times = [.. Lines().Single(line => line.Contains("recovered", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(2).Take(4).Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
        string heads = Lines().Single(line => line.Contains("decided", StringComparison.Ordinal));

        Assert.Equal(["story", "outcome", "alert", "decided", "accepted", "serves", "failed", "met"], heads.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(times.Order(), times);
        Assert.Contains(Lines(), line => line.Contains("graceful-failover", StringComparison.Ordinal) && line.Contains("33/838", StringComparison.Ordinal));
    }

    [Fact]
    public void A_long_sentence_of_the_story_goes_on_under_its_beginning()
    {
        Story story = new(_console, TimeProvider.System);

        story.Tell(Speaker.Steadfast, string.Join(' ', Enumerable.Repeat("word", 40)));

        Assert.All(Lines(), line => Assert.InRange(line.Length, 0, Width - 1));
        Assert.All(Lines().Skip(1).Where(line => line.Length > 0), line => Assert.StartsWith(new string(' ', 22) + "word", line, StringComparison.Ordinal));
        Assert.Equal(40, Told().Split("word").Length - 1);
    }

    [Fact]
    public async Task A_step_is_told_only_when_it_takes_longer_than_a_second()
    {
        Story story = new(_console, TimeProvider.System);
        TaskCompletionSource<int> slow = new();

        Assert.Equal(1, await story.TellAsync("a quick one", Task.FromResult(1), TimeProvider.System, TestContext.Current.CancellationToken));
        Task<int> told = story.TellAsync("a slow one", slow.Task, TimeProvider.System, TestContext.Current.CancellationToken);
        await WaitForAsync("a slow one ...");
        slow.SetResult(2);

        Assert.Equal(2, await told);
        Assert.DoesNotContain("a quick one", Told(), StringComparison.Ordinal);
    }

    private async Task WaitForAsync(string text)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        while (!Told().Contains(text, StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
        }
    }

    private static DrillReport Report(string scenario) => new(
        scenario, "fast", "recovered", "InstanceUnresponsive", [new("restart", "1", "automation", 750, 2_000, "succeeded")],
        new(0, 20, 700, 710, 750, 2_000, 2_590, 4_000), new(838, 33, 45, 570), Writes: null, [new("all is well", true)]);

    // A synchronized writer holds itself while it writes.
    private string Told()
    {
        lock (_writer)
        {
            return _told.ToString();
        }
    }

    private string[] Lines() => Told().Split('\n');
}
