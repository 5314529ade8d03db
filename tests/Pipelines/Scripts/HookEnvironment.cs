using System.Text.Json;

namespace Steadfast.Pipelines.Tests.Scripts;

/// <summary>What azd hands to a hook after provisioning.</summary>
internal static class HookEnvironment
{
    public static Dictionary<string, string?> Values => new()
    {
        ["AZURE_ENV_NAME"] = "dev",
        ["AZURE_SUBSCRIPTION_ID"] = "sub",
        ["AZURE_RESOURCE_GROUP"] = "rg-dev",
        ["AZURE_FUNCTION_APP_NAME"] = "func-dev",
        ["AZURE_FUNCTION_URL"] = "https://func-dev.example.net/",
        ["AZURE_ACTION_GROUP_NAME"] = "ag-dev",
        ["AZURE_SCALE_SET_NAME"] = "vmss-dev",
        ["AZURE_WEB_URL"] = "http://web.example.net",
        ["AZURE_WEB_DIRECT_URL"] = "http://direct.example.net",
    };

    /// <summary>Path of a hook without its extension, which says for which shell it is.</summary>
    public static string Hook(string name) => Repository.PathOf($"hooks/{name}");

    /// <summary>Answer of Azure when a command was run on a machine.</summary>
    public static string AnswerInside(string output) =>
        JsonSerializer.Serialize(new { value = new[] { new { code = "ProvisioningState/succeeded", message = $"Enable succeeded: \n[stdout]\n{output}\n[stderr]\n" } } });

    /// <summary>What Azure answers when it is asked for the resource groups.</summary>
    public static string Groups(string environment = "dev", string profile = "small", string region = "westeurope") => $$"""
        [ { "name": "rg-of-others", "location": "eastus", "tags": null },
          { "name": "rg-{{environment}}", "location": "{{region}}",
            "tags": { "azd-env-name": "{{environment}}", "steadfast-profile": "{{profile}}", "steadfast-suffix": "{{environment}}-abc123" } } ]
        """;

    /// <summary>The scripts take JSON apart with jq, as a machine from which somebody deploys must have it.</summary>
    public static void NeedsJq() => Assert.SkipUnless(
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "jq"))), "jq is not installed");
}
