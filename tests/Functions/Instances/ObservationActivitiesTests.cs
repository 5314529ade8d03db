using System.Text.Json.Nodes;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.AzureEmulator;

namespace Steadfast.Functions.Tests.Instances;

/// <summary>What an observation holds, gathered over the real SDK, metrics and HTTP.</summary>
[Trait("Category", "fast")]
public sealed class ObservationActivitiesTests : IAsyncLifetime
{
    private ControlPlane _plane = null!;

    public async ValueTask InitializeAsync() => _plane = await ControlPlane.StartAsync();

    public ValueTask DisposeAsync() => _plane.DisposeAsync();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private void RecordProbe(string id, double value) => _plane.Azure.Metrics.Record(
        _plane.Azure.Names.LoadBalancer, "DipAvailability", new Dictionary<string, string> { ["BackendIPAddress"] = _plane.Machines[id].Spec.PrivateIp }, value);

    [Fact]
    public async Task Every_observer_is_heard_about_every_instance()
    {
        _plane.Machines["1"].Serve();
        _plane.Machines["2"].Serve();

        TierObservation seen = await Eventually.Is(
            () =>
            {
                RecordProbe("1", 100);
                RecordProbe("3", 0);
                return _plane.Diagnosis.Observe(new("a test"), Ct);
            },
            observation => observation.Instances is [{ GoodVotes: 3 }, { Health.Verdict: Verdict.Good }, { BadVotes: 3 }],
            "all observers have spoken");

        Assert.Equal(CheckResult.Good("read"), seen.Platform);
        Assert.Equal(
            [
                new("1", "1", _plane.Machines["1"].Spec.PrivateIp, "Succeeded", false, true, CheckResult.Good("the balancer's probe succeeds"), CheckResult.Good("it answers 200"), CheckResult.Good("its health extension says healthy")) { Status = InstanceStatusReading.Unread("its status is not JSON") },
                new("2", "2", _plane.Machines["2"].Spec.PrivateIp, "Succeeded", false, true, CheckResult.Unknown("the balancer reports nothing for it"), CheckResult.Good("it answers 200"), CheckResult.Good("its health extension says healthy")) { Status = InstanceStatusReading.Unread("its status is not JSON") },
                new InstanceObservation("3", "3", _plane.Machines["3"].Spec.PrivateIp, "Succeeded", false, false, CheckResult.Bad("the balancer's probe fails"), CheckResult.Bad("it does not answer (ConnectionError)"), CheckResult.Bad("its health extension says unhealthy")) { Status = InstanceStatusReading.Unread("it does not answer (ConnectionError)") },
            ],
            seen.Instances);
    }

    [Fact]
    public async Task One_that_the_list_lacks_is_asked_for_by_its_number_before_it_counts_as_gone()
    {
        _plane.Azure.Answers.Tell(new("GET", "*/virtualMachines") { Json = static list => ((JsonArray)list["value"]!).RemoveAll(static one => $"{one!["instanceId"]}" == "2") });

        TierObservation lacking = await _plane.Diagnosis.Observe(new("a test", "2"), Ct);
        TierObservation gone = await _plane.Diagnosis.Observe(new("a test", "9"), Ct);
        _plane.Azure.Answers.Tell(new("GET", "*/virtualMachines/2") { IsInstead = true, Status = 403, Text = """{"error":{"code":"No","message":"no"}}""" });
        TierObservation unread = await _plane.Diagnosis.Observe(new("a test", "2"), Ct);

        Assert.Equal(
            [
                (FailureKind.Unobservable, "the scale set cannot be read: the list lacks instance 2, which is there"),
                (FailureKind.InstanceGone, "not in the scale set any more"),
                (FailureKind.Unobservable, "the scale set cannot be read: the list lacks instance 2, and the instance could not be read (403 No)"),
            ],
            [Told(lacking, "2"), Told(gone, "9"), Told(unread, "2")]);

        static (FailureKind, string) Told(TierObservation seen, string id)
        {
            Diagnosis diagnosis = InstanceDiagnosisPolicy.Diagnose(seen, id);
            return (diagnosis.Kind, diagnosis.Evidence);
        }
    }

    [Theory]
    [InlineData(true, RepairsState.Running)]
    [InlineData(false, RepairsState.NotRunning)]
    public async Task Whether_the_platform_repairs_by_itself_is_seen_too(bool withRepairs, RepairsState expected)
    {
        await using ControlPlane plane = await ControlPlane.StartAsync(repairs: withRepairs ? new AutomaticRepairsPolicy(TimeSpan.FromHours(1)) : null);

        TierObservation seen = await plane.Diagnosis.Observe(new("a test", "1"), Ct);

        Assert.Equal((expected, "1", 3), (seen.Repairs, seen.Instances.Single().Id, seen.Fleet().Total));
    }

    [Fact]
    public async Task A_control_plane_that_refuses_is_an_unknown_and_not_an_exception()
    {
        _plane.Azure.Faults.Throttle(requests: 100, retryAfter: TimeSpan.FromSeconds(60));

        TierObservation seen = await _plane.Diagnosis.Observe(new("a test"), Ct);

        Assert.Equal(Verdict.Unknown, seen.Platform.Verdict);
        Assert.StartsWith("the instances could not be read (429", seen.Platform.Detail, StringComparison.Ordinal);
        Assert.Empty(seen.Instances);
    }

    [Fact]
    public async Task A_control_plane_that_is_not_there_is_an_unknown_and_not_an_exception()
    {
        await _plane.Azure.StopAsync(Ct);

        TierObservation seen = await _plane.Diagnosis.Observe(new("a test"), Ct);

        Assert.Equal(Verdict.Unknown, seen.Platform.Verdict);
        Assert.Empty(seen.Instances);
    }
}
