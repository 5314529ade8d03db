using Microsoft.Extensions.Logging.Abstractions;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Instances;

/// <summary>Evidence of machines that really answer, or really do not, through the emulated control plane.</summary>
[Trait("Category", "fast")]
public sealed class EvidenceActivitiesTests : IAsyncLifetime
{
    private ControlPlane _plane = null!;

    public async ValueTask InitializeAsync() => _plane = await ControlPlane.StartAsync();

    public ValueTask DisposeAsync() => _plane.DisposeAsync();

    private Task<Evidence> CollectAsync(string target, double seconds = 20) => _plane.Get<EvidenceActivities>().CollectEvidence(
        new("evidence-1", target, TimeSpan.FromSeconds(seconds), "a test"), TestContext.Current.CancellationToken);

    private static EvidencePart Part(Evidence evidence, string source) => evidence.Parts.Single(part => part.Source == source);

    [Fact]
    public async Task Everything_that_an_instance_tells_is_saved_without_its_secrets()
    {
        MemoryMachine machine = _plane.Machines["1"];
        machine.Answers["/status"] = """{"instance":"web-1","database":{"state":"unreachable"}}""";
        machine.Answers["/status/requests"] = "GET /?code=abc 500";
        machine.Output = ["starting", "Password=hunter2", "out of memory"];
        machine.Serve();

        Evidence evidence = await CollectAsync("1");

        Assert.Equal(("evidence-1", "1"), (evidence.Id, evidence.Target));
        Assert.Equal(["status", "lastRequests", "instanceView", "bootDiagnostics"], evidence.Parts.Select(part => part.Source));
        Assert.Equal(new EvidencePart("status", """{"instance":"web-1","database":{"state":"unreachable"}}""", null), Part(evidence, "status"));
        Assert.Equal(new EvidencePart("lastRequests", "GET /?code=(masked) 500", null), Part(evidence, "lastRequests"));
        Assert.Equal(new EvidencePart("bootDiagnostics", "starting\nPassword=(masked)\nout of memory\n", null), Part(evidence, "bootDiagnostics"));
        Assert.Contains("PowerState/running", Part(evidence, "instanceView").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_that_is_silent_leaves_its_console_and_its_view()
    {
        _plane.Machines["1"].Output = [.. Enumerable.Range(0, 5_000).Select(line => $"line {line}")];

        Evidence evidence = await CollectAsync("1");

        Assert.Equal(new EvidencePart("status", "", "it does not answer (ConnectionError)"), Part(evidence, "status"));
        Assert.Equal(EvidenceText.MaxLength, Part(evidence, "bootDiagnostics").Text.Length);
        Assert.EndsWith("line 4998\nline 4999\n", Part(evidence, "bootDiagnostics").Text, StringComparison.Ordinal);
        Assert.Null(Part(evidence, "instanceView").Problem);
    }

    [Fact]
    public async Task Where_its_container_cannot_be_used_evidence_is_kept_with_the_incident()
    {
        string key = Path.GetTempFileName();
        await File.WriteAllTextAsync(key, Convert.ToBase64String(new byte[64]), TestContext.Current.CancellationToken);
        EvidenceStore store = new(new FixedOptions<EvidenceOptions>(new() { Container = "http://127.0.0.1:9/account/evidence", KeyFile = key }), null!);
        File.Delete(key);
        EvidenceActivities activities = new(
            _plane.Get<ScaleSet>(), _plane.Get<InstanceProbe>(), _plane.Get<BootDiagnostics>(), store, TimeProvider.System, NullLogger<EvidenceActivities>.Instance);

        Evidence evidence = await activities.CollectEvidence(new("evidence-1", "1", TimeSpan.FromSeconds(20), "a test"), TestContext.Current.CancellationToken);

        Assert.Equal((true, null), (store.IsOn, evidence.Blob));
        Assert.Contains("PowerState/running", Part(evidence, "instanceView").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_of_the_moment_at_which_it_was_asked_for_in_every_try()
    {
        DateTimeOffset asked = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
        EvidenceActivities.EvidenceInput input = new("evidence-1", "9", TimeSpan.FromSeconds(20), "a test") { At = asked };

        Evidence[] tries =
        [
            await _plane.Get<EvidenceActivities>().CollectEvidence(input, TestContext.Current.CancellationToken),
            await _plane.Get<EvidenceActivities>().CollectEvidence(input, TestContext.Current.CancellationToken),
        ];

        Assert.Equal([asked, asked], tries.Select(evidence => evidence.At));
    }

    [Fact]
    public async Task Of_an_instance_that_is_gone_nothing_can_be_had()
    {
        Evidence evidence = await CollectAsync("9");

        Assert.Equal(
            ["status: its address is not known", "lastRequests: its address is not known", "instanceView: not read (404 InstanceNotFound)", "bootDiagnostics: not read (404 InstanceNotFound)"],
            evidence.Parts.Select(part => $"{part.Source}: {part.Problem}"));
    }

    [Fact]
    public async Task A_control_plane_that_is_away_holds_it_up_no_longer_than_its_deadline()
    {
        await _plane.Azure.StopAsync(TestContext.Current.CancellationToken);

        Evidence evidence = await CollectAsync("1", seconds: 0.2);

        // What is read is tried again until then; a question that is asked by a POST is asked once.
        Assert.All(evidence.Parts.Take(3), part => Assert.Equal("not read within 0.2 s", part.Problem));
        Assert.Equal("not read (no answer)", evidence.Parts[3].Problem);
    }
}
