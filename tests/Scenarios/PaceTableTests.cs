using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Scenarios.Tests;

/// <summary>At pace fast nothing of the automation takes Azure's minutes: every duration is scaled, or stands here with the reason why not.</summary>
[Trait("Category", "fast")]
public sealed class PaceTableTests
{
    private const string Head = "| setting | pace `azure` | pace `fast` |";
    private static readonly TimeSpan ForPerson = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, string> AsOnAzure = new()
    {
        ["Recovery__ShownFor"] = "people look at the lists, and a run is over long before",
        ["Recovery__KeepFor"] = "what has ended must be there for the report",
        ["Watchdog__SyntheticEvery"] = "in the twin the synthetic alert comes when a scenario sends it, not by the clock",
    };

    private static readonly Duration[] All =
    [
        .. typeof(RecoveryOptions).Assembly.GetTypes()
            .Where(type => type.GetField("Section", BindingFlags.Public | BindingFlags.Static) is not null)
            .SelectMany(type => type.GetProperties().Where(property => property.PropertyType == typeof(TimeSpan) && property.CanWrite).Select(property => new Duration(type, property)))
            .OrderBy(duration => duration.Name, StringComparer.Ordinal),
    ];

    public static TheoryData<string> Names => [.. All.Select(duration => duration.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_duration_is_scaled_at_pace_fast_or_has_a_reason_not_to_be(string name)
    {
        Duration duration = All.Single(one => one.Name == name);

        if (AsOnAzure.ContainsKey(name))
        {
            Assert.DoesNotContain(name, TwinPace.Fast.AppSettings.Keys);
            return;
        }

        Assert.True(
            TwinPace.Fast.AppSettings.ContainsKey(name),
            $"{name} takes {duration.Usual} at pace fast as well. Scale it in TwinPace.Fast, or name the reason in {nameof(PaceTableTests)}.{nameof(AsOnAzure)}; then run {nameof(PaceTableTests)}.{nameof(Write)}.");
        Assert.InRange(duration.Fast, TimeSpan.FromTicks(1), duration.Usual - TimeSpan.FromTicks(1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_duration_at_pace_fast_is_one_that_the_setting_allows(string name)
    {
        Duration duration = All.Single(one => one.Name == name);

        Assert.Equal([], duration.Problems(duration.Fast));
    }

    [Fact]
    public void Every_reason_and_every_setting_of_the_pace_names_a_setting_that_there_is()
    {
        string[] known = [.. All.Select(duration => duration.Name), "WatchdogSchedule"];

        Assert.Equal([], AsOnAzure.Keys.Concat(TwinPace.Fast.AppSettings.Keys).Except(known));
    }

    [Fact]
    public void At_both_paces_durations_that_rest_on_each_other_stand_in_the_same_order()
    {
        Assert.Equal([], Disordered(duration => duration.Usual));
        Assert.Equal([], Disordered(duration => duration.Fast));
    }

    [Fact]
    public void A_person_has_time_to_approve_at_both_paces() =>
        Assert.All(TwinPaces(), pace => Assert.True(pace(All.Single(one => one.Name == "Recovery__ApprovalDeadline")) >= ForPerson));

    [Fact]
    public void Every_duration_of_the_control_plane_is_shorter_at_pace_fast() => Assert.Equal(
        [],
        typeof(Pace).GetProperties().Where(property => property.PropertyType == typeof(TimeSpan))
            .Where(property => (TimeSpan)property.GetValue(Pace.Fast)! >= (TimeSpan)property.GetValue(Pace.Azure)!)
            .Select(property => property.Name));

    [Fact]
    public void The_table_in_docs_twin_md_is_that_of_the_code()
    {
        string[] table = [.. File.ReadLines(Document()).SkipWhile(line => line != Head).TakeWhile(line => line.StartsWith('|'))];

        Assert.Equal(string.Join('\n', Rows()), string.Join('\n', table));
    }

    /// <summary>Writes the table into docs/twin.md, for whoever adds or changes a duration.</summary>
    [Fact(Explicit = true)]
    public void Write()
    {
        string[] lines = File.ReadAllLines(Document());
        string[] before = [.. lines.TakeWhile(line => line != Head)];

        File.WriteAllLines(Document(), [.. before, .. Rows(), .. lines.Skip(before.Length).SkipWhile(line => line.StartsWith('|'))]);
    }

    private static IEnumerable<string> Rows() =>
    [
        Head, "|---|---|---|",
        .. All.Select(duration => $"| `{duration.Name}` | {Text(duration.Usual)} | {(AsOnAzure.TryGetValue(duration.Name, out string? why) ? $"the same: {why}" : Text(duration.Fast))} |"),
    ];

    private static Func<Duration, TimeSpan>[] TwinPaces() => [duration => duration.Usual, duration => duration.Fast];

    // The shorter first: what the summaries of the options say of each other.
    private static IEnumerable<string> Disordered(Func<Duration, TimeSpan> pace) => new[]
    {
        ("Recovery__RestartDeadline", "Recovery__ReplaceDeadline"),
        ("Recovery__ReplaceDeadline", "Guard__PermitLife"),
        ("Database__RedundancyDeadline", "Guard__PermitLife"),
        ("Database__RedundancyDeadline", "Watchdog__LongIncident"),
        ("Database__StaleAfter", "Database__VerifyDeadline"),
        ("Database__FailoverDeadline", "Database__RedundancyDeadline"),
        ("Guard__CoolDown", "Guard__RepeatWindow"),
        ("Guard__CoolDown", "Guard__BreakerWindow"),
        ("Guard__CoolDown", "Guard__RefusalDeadline"),
        ("Guard__CoolDown", "Watchdog__ReopenAfter"),
        ("Guard__RefusalDeadline", "Watchdog__LongRefusal"),
        ("Recovery__VerifyInterval", "Recovery__StayHealthy"),
        ("Recovery__CheckInterval", "Recovery__DecisionDeadline"),
        ("Recovery__CheckInterval", "Recovery__MaxWait"),
        ("Recovery__VerifyInterval", "Recovery__MaxWait"),
        ("Recovery__PollInterval", "Recovery__MaxWait"),
        ("Recovery__MaxWait", "Recovery__RestartDeadline"),
        ("Recovery__MaxWait", "Guard__PermitLife"),
        ("Recovery__MaxWait", "Watchdog__StuckAfter"),
    }.Where(pair => pace(Named(pair.Item1)) > pace(Named(pair.Item2))).Select(pair => $"{pair.Item1} is longer than {pair.Item2}");

    private static Duration Named(string name) => All.Single(one => one.Name == name);

    private static string Text(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.##} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.##} min"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.##} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0.##} d"),
    };

    private static string Document([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../docs/twin.md"));

    private sealed record Duration(Type Options, PropertyInfo Property)
    {
        private string Section => (string)Options.GetField("Section")!.GetRawConstantValue()!;

        public string Name => $"{Section}__{Property.Name}";

        public TimeSpan Usual => Value(TwinPace.Azure);

        public TimeSpan Fast => Value(TwinPace.Fast);

        public IEnumerable<string> Problems(TimeSpan value) =>
            Property.GetCustomAttributes<ValidationAttribute>().Where(rule => !rule.IsValid(value)).Select(rule => rule.FormatErrorMessage(Name));

        // As the Function App reads it.
        private TimeSpan Value(TwinPace pace)
        {
            IConfiguration settings = new ConfigurationBuilder()
                .AddInMemoryCollection(pace.AppSettings.Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value))).Build();
            object options = Activator.CreateInstance(Options)!;
            settings.GetSection(Section).Bind(options);
            return (TimeSpan)Property.GetValue(options)!;
        }
    }
}
