using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Database;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>The setting <c>Recovery__MaxWait</c>: what it bounds, and which settings it goes together with.</summary>
[Trait("Category", "fast")]
public sealed class MaxWaitTests
{
    private static readonly TimeSpan ADay = TimeSpan.FromDays(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(33);
    private static readonly OperationProgress Runs = new(ActionResult.Running, ADay, "the platform says InProgress");
    private static readonly IncidentSettings Settings = VirtualIncident.Defaults with { Recovery = new() { MaxWait = Longest } };

    [Theory]
    [InlineData("a look")]
    [InlineData("an operation")]
    [InlineData("a verification")]
    [InlineData("a throttled start")]
    [InlineData("a replacement")]
    public async Task No_incident_of_an_instance_waits_for_longer_between_two_questions(string wait)
    {
        Script script = wait switch
        {
            "a look" => new() { Looks = [Sees.Nothing with { RetryAfter = ADay }] },
            "an operation" => new() { Polls = [Runs] },
            "a throttled start" => new() { Starts = [new(StartKind.NotNow, null, ADay, "the platform asks to slow down (429)")] },
            _ => new() { Looks = [Sees.Silent with { RetryAfter = ADay }] },
        };
        Order? order = wait == "a replacement" ? new(RepairAction.Replace, "operator anna", "a test", IsForced: false) : null;

        await VirtualIncident.RunAsync(script, Settings, order);

        double[] asked = script.Times;
        Assert.InRange(Gaps(asked).Max(), 0, Longest.TotalSeconds);
        Assert.Contains(Longest.TotalSeconds, Gaps(asked));
    }

    [Theory]
    [InlineData("a look")]
    [InlineData("a failover")]
    [InlineData("stale connections")]
    public async Task No_incident_of_the_database_waits_for_longer_between_two_questions(string wait)
    {
        DatabaseScript script = wait switch
        {
            "a look" => new() { Looks = [DatabaseSample.Of("???", probe: 'e') with { RetryAfter = ADay }] },
            "a failover" => new() { Looks = [DatabaseSample.Down], Polls = [Runs] },
            _ => new() { Looks = [DatabaseSample.Down, DatabaseSample.Down, DatabaseSample.Down, DatabaseSample.Of("ooor", zone: "2") with { RetryAfter = ADay }] },
        };

        await VirtualDatabase.RunAsync(script, settings: Settings);

        double[] asked = script.Times;
        Assert.InRange(Gaps(asked).Max(), 0, Longest.TotalSeconds);
        Assert.Contains(Longest.TotalSeconds, Gaps(asked));
    }

    [Fact]
    public void A_reading_that_the_platform_wants_to_be_left_alone_for_a_day_is_made_again_after_the_longest_wait()
    {
        ManualTime clock = new();
        ReadPauses pauses = new(clock, () => Longest);

        pauses.Note("instances", ADay);

        Assert.Equal((Longest, null), (pauses.Left("instances"), pauses.Left("metrics")));
        clock.Now += Longest;
        Assert.Null(pauses.Left("instances"));
    }

    [Theory]
    [InlineData("Recovery:MaxWait=00:00:05", "Recovery__MaxWait (00:00:05) must be at least as long as Recovery__CheckInterval (00:00:10): raise the one or lower the other.")]
    [InlineData("Recovery:MaxWait=00:00:10;Recovery:VerifyInterval=00:00:11", "Recovery__MaxWait (00:00:10) must be at least as long as Recovery__VerifyInterval (00:00:11): raise the one or lower the other.")]
    [InlineData("Recovery:MaxWait=00:00:00", "The field MaxWait must be between 00:00:01 and 00:10:00.")]
    [InlineData("Database:CheckInterval=00:03:00", "Recovery__MaxWait must be at least as long as Database__CheckInterval and Database__PollInterval: raise the one or lower the others.")]
    [InlineData("Watchdog:StuckAfter=00:04:00", "Watchdog__StuckAfter must be longer than twice Recovery__MaxWait, or an incident that waits is given up: raise the one or lower the other.")]
    [InlineData("Guard:PermitLife=00:04:00", "Guard__PermitLife must be longer than twice Recovery__MaxWait, or a permit runs out while it is waited: raise the one or lower the other.")]
    [InlineData("", null)]
    [InlineData("Recovery:MaxWait=00:10:00;Watchdog:StuckAfter=00:21:00", null)]
    public void Settings_that_do_not_go_together_are_named_at_the_start_and_what_mends_them(string changed, string? problem)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Stack:SubscriptionId"] = StageSettings.Subscription,
            ["Stack:ResourceGroup"] = "rg",
            ["Stack:ScaleSet"] = "web",
            ["Stack:LoadBalancer"] = "lb",
        };
        foreach (string[] pair in changed.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(setting => setting.Split('=')))
        {
            settings[pair[0]] = pair[1];
        }

        using ServiceProvider services = new ServiceCollection().AddSteadfast(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();
        Exception? refusal = Record.Exception(services.GetRequiredService<IStartupValidator>().Validate);

        if (problem is null)
        {
            Assert.Null(refusal);
            return;
        }

        Assert.Contains(problem, refusal?.ToString(), StringComparison.Ordinal);
    }

    private static double[] Gaps(double[] moments) => [.. moments.Zip(moments.Skip(1), (one, next) => next - one)];

    private sealed class ManualTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
