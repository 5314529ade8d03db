using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Database;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Guard;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>Every sentence that an operator can read in a record, in a refusal, among the changes of the automation or in a notice, each built of sample data.</summary>
[Trait("Category", "fast")]
public sealed partial class SentencesTests
{
    private static readonly DateTime Noon = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);

    private static readonly Type[] Builders = [typeof(IncidentText), typeof(InstanceText), typeof(DatabaseText), typeof(GuardText), typeof(WatchdogText), typeof(AlertText)];

    // Its incident has ended, and its action may still run.
    private static readonly Permit Left =
        new("incident-1", "1", RepairAction.Restart, "alert lb-probe-down", false, true, Noon, Noon.AddMinutes(10), false) { Left = new(Noon, "was ended by operator anna") };

    public static TheoryData<string, string> Sentences
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (MethodInfo method in Builders.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)).Where(IsSentence))
            {
                foreach (FailureKind kind in method.GetParameters().Any(parameter => parameter.ParameterType == typeof(FailureKind)) ? Enum.GetValues<FailureKind>() : [FailureKind.Healthy])
                {
                    object?[] values = [.. method.GetParameters().Select(parameter => Sample(parameter, kind))];
                    data.Add($"{method.DeclaringType!.Name}.{method.Name} {kind}", method.Invoke(null, values) is Statement says ? says.Text : (string)method.Invoke(null, values)!);
                }
            }

            return data;
        }
    }

    // The guard's refusals are texts, because they are kept in its state, and so is what is said of an alert; a moment alone is no sentence.
    private static bool IsSentence(MethodInfo method) => !method.IsPrivate && (method.ReturnType == typeof(Statement)
        || ((method.DeclaringType == typeof(GuardText) || method.DeclaringType == typeof(AlertText)) && method.ReturnType == typeof(string) && method.Name != nameof(GuardText.Date)));

    [Theory]
    [MemberData(nameof(Sentences))]
    public void A_sentence_begins_with_its_subject_and_marks_times_as_UTC(string sentence, string text)
    {
        Assert.True(char.IsUpper(text[0]), $"{sentence}: {text}");
        Assert.DoesNotMatch(@"^(It|This|That|There)\b", text);
        Assert.DoesNotMatch(@"[:.;] [Ii]t\b", text);
        Assert.DoesNotContain(Enum.GetNames<FailureKind>(), name => text.StartsWith(name, StringComparison.Ordinal) && name is not nameof(FailureKind.Healthy));
        Assert.DoesNotMatch(UnmarkedTime(), text);
    }

    [Theory]
    [MemberData(nameof(Sentences))]
    public void A_sentence_that_needs_a_person_says_the_next_step_before_the_evidence(string sentence, string text)
    {
        if (text.StartsWith("Person needed: ", StringComparison.Ordinal))
        {
            int evidence = text.IndexOf(" Evidence: ", StringComparison.Ordinal);
            Assert.True(NextStep().IsMatch(evidence < 0 ? text : text[..evidence]), $"{sentence}: {text}");
        }
    }

    [Fact]
    public void Every_diagnosis_has_a_runbook() => Assert.Equal(Enum.GetValues<FailureKind>(), Runbooks.All.Select(runbook => runbook.Diagnosis));

    [Fact]
    public void A_runbook_says_everything_and_its_next_step_is_short() => Assert.All(Runbooks.All, runbook =>
    {
        Assert.All([runbook.Means, runbook.Automation, runbook.NextStep, runbook.ByHand], Assert.NotEmpty);
        Assert.InRange(Runbooks.NextStep(runbook.Diagnosis).Length, 20, 200);
    });

    [Fact]
    public void Every_refusal_says_how_a_person_lifts_it() =>
        Assert.All(Enum.GetValues<RefusalKind>(), kind => Assert.EndsWith(".", GuardText.ToLift(kind), StringComparison.Ordinal));

    private static object? Sample(ParameterInfo parameter, FailureKind kind) => parameter switch
    {
        { Name: "nextStep" } => "Do this.",
        { Name: "reason", Member.DeclaringType: var builder } when builder == typeof(AlertText) => "Rule mysql-cpu is for people",
        { ParameterType: var type } when type == typeof(string) => "instance 1",
        { ParameterType: var type } when type == typeof(int) => 2,
        { ParameterType: var type } when type == typeof(bool) => true,
        { ParameterType: var type } when type == typeof(IReadOnlyList<string>) => new[] { "1", "3" },
        { ParameterType: var type } when type == typeof(AutomationPause) => new AutomationPause("maintenance", "anna", Noon, Noon.AddHours(1)),
        { ParameterType: var type } when type == typeof(DeploymentLease) => new DeploymentLease("release 7", Noon, Noon.AddHours(1)),
        { ParameterType: var type } when type == typeof(PermitRequest) => Asks.Restart,
        { ParameterType: var type } when type == typeof(Permit) => Left,
        { ParameterType: var type } when type == typeof(IReadOnlyCollection<Permit>) => new[] { Left },
        { ParameterType: var type } when type == typeof(Storm) => new Storm(Noon, 2, 3, CanaryState.Trying, "incident-1", "1"),
        { ParameterType: var type } when type == typeof(OngoingRefusal) => new OngoingRefusal("1", "incident-a", Noon, Noon, 7, new(RefusalKind.Paused, "Automation paused by anna", null)),
        { ParameterType: var type } when type == typeof(RefusalKind) => RefusalKind.TargetBusy,
        { ParameterType: var type } when type == typeof(TimeSpan) => TimeSpan.FromMinutes(5),
        { ParameterType: var type } when type == typeof(DateTime) => Noon,
        { ParameterType: var type } when type == typeof(DateTimeOffset) => new DateTimeOffset(Noon),
        { ParameterType: var type } when type == typeof(FailureKind) => kind,
        { ParameterType: var type } when type == typeof(RepairAction) => RepairAction.Replace,
        { ParameterType: var type } when type == typeof(Diagnosis) => new Diagnosis(FailureKind.DatabaseSlow, "evidence"),
        { ParameterType: var type } when type == typeof(Order) => new Order(RepairAction.Restart, "operator anna", "a test", false),
        { ParameterType: var type } when type == typeof(FailoverOrder) => new FailoverOrder(FailoverMode.Force, "operator anna", "a test"),
        { ParameterType: var type } when type == typeof(Abort) => new Abort("operator anna", "a test"),
        { ParameterType: var type } when type == typeof(Approval) => new Approval("operator anna", "a test"),
        { ParameterType: var type } when type == typeof(Refusal) => new Refusal(RefusalKind.Paused, "Automation paused by anna until 13:00:00 UTC", Noon),
        { ParameterType: var type } when type == typeof(StandbyObjection) => new StandbyObjection("the standby is CreatingStandby", "Wait.", true),
        { ParameterType: var type } when type == typeof(Statement) => new Statement("Database works"),
        { ParameterType: var type } when type == typeof(ActionTaken) => new ActionTaken("restart", "1", "a test", Noon, null, ActionResult.Running, "accepted"),
        { ParameterType: var type } when type == typeof(IncidentRecord) => new IncidentRecord("incident-x", "1", "a test", IncidentOutcome.Open, "Instance 1 is down", null, new(), [], []),
        { ParameterType: var type } when type == typeof(double?) => 1500.0,
        { ParameterType: var type } when type == typeof(IReadOnlyList<AlertResult>) => new AlertResult[] { new(AlertDisposition.Opened, null, "Rule mysql-cpu is for people") },
        { ParameterType: var type } when type == typeof(ScaleSetSnapshot) => new ScaleSetSnapshot(3, "Succeeded", ["1"]),
        _ => RuntimeHelpers.GetUninitializedObject(parameter.ParameterType),
    };

    [GeneratedRegex(@"\d\d:\d\d:\d\d(?! UTC)")]
    private static partial Regex UnmarkedTime();

    [GeneratedRegex(@"^Person needed: .+\. [A-Z].+\.$")]
    private static partial Regex NextStep();
}
