using System.Collections.Concurrent;
using System.Text.Json;

[assembly: AssemblyFixture(typeof(Steadfast.Bicep.Tests.PredictedDeployments))]

namespace Steadfast.Bicep.Tests;

/// <summary>
/// What the compiler predicts that each deployment would create, without Azure: "bicep snapshot". The template is compiled once, and each
/// deployment is predicted once for all tests.
/// </summary>
public sealed class PredictedDeployments : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("steadfast-snapshots-").FullName;
    private readonly ConcurrentDictionary<string, Lazy<Task<PredictedDeployment>>> _deployments = [];
    private readonly Lazy<Task> _compiled;

    public PredictedDeployments() => _compiled = new(CompileAsync);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The prediction for a deployment; skips the test on machines that the compiler is not packaged for and that have none.</summary>
    internal Task<PredictedDeployment> OfAsync(string name) =>
        _deployments.GetOrAdd(name, each => new(() => PredictAsync(each, Deployment.Named(each).Variables))).Value;

    /// <summary>The compiled template, with what a prediction does not show.</summary>
    internal async Task<JsonElement> TemplateAsync()
    {
        await _compiled.Value;
        await using FileStream file = File.OpenRead(Path.Combine(_folder, "main.json"));
        using JsonDocument template = await JsonDocument.ParseAsync(file);
        return template.RootElement.Clone();
    }

    /// <summary>The prediction for an environment of that name, with all that a deployment can have.</summary>
    internal Task<PredictedDeployment> OfEnvironmentAsync(string name)
    {
        Dictionary<string, string> all = new() { ["AZURE_ENV_NAME"] = name, ["AZURE_ENVIRONMENT_PROFILE"] = "production", ["AZURE_TIERED"] = "true", ["AZURE_CHAOS"] = "true", ["AZURE_DATABASE_REPLICA"] = "create" };
        return _deployments.GetOrAdd($"environment {name}", _ => new(() => PredictAsync($"environment-{Guid.NewGuid():n}", all))).Value;
    }

    /// <summary>What the compiler says about a deployment that it refuses.</summary>
    internal async Task<string> RefusalAsync(params (string Name, string Value)[] variables)
    {
        BicepResult result = await RunAsync($"refused-{Guid.NewGuid():n}", variables.ToDictionary());
        Assert.True(result.Code != 0, "the deployment was not refused");
        return result.Errors;
    }

    private async Task<PredictedDeployment> PredictAsync(string name, IReadOnlyDictionary<string, string> variables)
    {
        BicepResult result = await RunAsync(name, variables);
        Assert.True(result.Code == 0, result.Errors);
        await using FileStream file = File.OpenRead(Path.Combine(_folder, $"{name}.snapshot.json"));
        using JsonDocument snapshot = await JsonDocument.ParseAsync(file);
        return PredictedDeployment.From(snapshot.RootElement);
    }

    private async Task<BicepResult> RunAsync(string name, IReadOnlyDictionary<string, string> variables)
    {
        await _compiled.Value;
        // The compiled template is used, which takes a third of the time.
        string parameters = Path.Combine(_folder, $"{name}.bicepparam");
        await File.WriteAllTextAsync(parameters, Repository.Text("bicep/main.bicepparam").Replace("using 'main.bicep'", "using 'main.json'", StringComparison.Ordinal));
        Dictionary<string, string> environment = new() { ["AZURE_ENV_NAME"] = PredictedDeployment.Environment, ["AZURE_LOCATION"] = "westeurope" };
        foreach ((string variable, string value) in variables)
        {
            environment[variable] = value;
        }

        return await Compiler().RunAsync(
            ["snapshot", parameters, "--mode", "overwrite", "--subscription-id", PredictedDeployment.Subscription, "--tenant-id", PredictedDeployment.Tenant, "--location", "westeurope"],
            environment);
    }

    private async Task CompileAsync()
    {
        TemplateFolder.CopyTo(_folder);
        BicepResult build = await Compiler().RunAsync(["build", Path.Combine(_folder, "main.bicep")]);
        Assert.True(build.Code == 0, build.Errors);
    }

    private static BicepCompiler Compiler()
    {
        Assert.SkipWhen(BicepCompiler.ForSnapshots is null, "There is no package of the compiler for this machine, and no bicep on PATH.");
        return BicepCompiler.ForSnapshots;
    }
}
