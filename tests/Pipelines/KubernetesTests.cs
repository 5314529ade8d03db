using System.Text.RegularExpressions;

namespace Steadfast.Pipelines.Tests;

[Trait("Category", "fast")]
public sealed partial class KubernetesTests
{
    private const string Folder = "webapp/kubernetes";

    private static readonly Yaml Deployment = Yaml.File($"{Folder}/deployment.yaml");
    private static readonly Yaml Pod = Deployment["spec"]["template"]["spec"];
    private static readonly Yaml Container = Assert.Single(Pod["containers"].Items);

    [Fact]
    public void The_kustomization_names_every_manifest_and_nothing_else() =>
        Assert.Equal(
            Repository.Files(Folder, "*.yaml").Select(Path.GetFileName).Where(name => name != "kustomization.yaml"),
            Yaml.File($"{Folder}/kustomization.yaml")["resources"].Items.Select(item => item.Text).Order(StringComparer.Ordinal));

    [Fact]
    public void Everything_selects_the_pods_of_the_deployment()
    {
        Dictionary<string, string?> labels = Deployment["spec"]["template"]["metadata"]["labels"].Texts;

        Assert.Equal(labels, Deployment["spec"]["selector"]["matchLabels"].Texts);
        Assert.Equal(labels, Yaml.File($"{Folder}/service.yaml")["spec"]["selector"].Texts);
        Assert.Equal(labels, Yaml.File($"{Folder}/disruption.yaml")["spec"]["selector"]["matchLabels"].Texts);
        Assert.Equal(labels, Yaml.File($"{Folder}/networkpolicy.yaml")["spec"]["podSelector"]["matchLabels"].Texts);
        Assert.All(Pod["topologySpreadConstraints"].Items, spread => Assert.Equal(labels, spread["labelSelector"]["matchLabels"].Texts));
        Assert.Equal(Deployment["metadata"]["name"].Text, Yaml.File($"{Folder}/autoscaler.yaml")["spec"]["scaleTargetRef"]["name"].Text);
    }

    [Fact]
    public void The_probes_ask_what_the_load_balancer_asks()
    {
        string health = HealthPath().Match(Repository.Text("webapp/Health/HealthApi.cs")).Groups[1].Value;

        Assert.All(
            new[] { "startupProbe", "readinessProbe", "livenessProbe" },
            probe => Assert.Equal(new Dictionary<string, string?> { ["path"] = health, ["port"] = "http" }, Container[probe]["httpGet"].Texts));
        Assert.Equal("8080", Assert.Single(Container["ports"].Items)["containerPort"].Text);
    }

    [Fact]
    public void A_pod_has_time_to_drain()
    {
        string options = Repository.Text("webapp/Drain/DrainOptions.cs");
        int drain = Seconds().Matches(options).Sum(match => int.Parse(match.Groups[1].Value));

        Assert.InRange(int.Parse(Pod["terminationGracePeriodSeconds"].Text!), drain + 10, drain + 60);
    }

    [Fact]
    public void A_pod_may_do_nothing_that_it_does_not_need()
    {
        Assert.Equal(("false", "true", "1654"), (Pod["automountServiceAccountToken"].Text, Pod["securityContext"]["runAsNonRoot"].Text, Pod["securityContext"]["runAsUser"].Text));
        Assert.Equal("RuntimeDefault", Pod["securityContext"]["seccompProfile"]["type"].Text);
        Assert.Equal(("false", "true"), (Container["securityContext"]["allowPrivilegeEscalation"].Text, Container["securityContext"]["readOnlyRootFilesystem"].Text));
        Assert.Equal("ALL", Assert.Single(Container["securityContext"]["capabilities"]["drop"].Items).Text);
    }

    [Fact]
    public void The_deployment_leaves_the_number_of_replicas_to_the_autoscaler() => Assert.False(Deployment["spec"]["replicas"].Exists);

    [GeneratedRegex("Path = \"([^\"]+)\"")]
    private static partial Regex HealthPath();

    [GeneratedRegex(@"TimeSpan\.FromSeconds\((\d+)\)")]
    private static partial Regex Seconds();
}
