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
        ["AZURE_ALERTS_WIRED"] = "true",
    };

    public static string Hook(string name) => Repository.PathOf($"hooks/{name}.sh");

    /// <summary>The scripts take JSON apart with jq, as a machine from which somebody deploys must have it.</summary>
    public static void NeedsJq() => Assert.SkipUnless(
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "jq"))), "jq is not installed");
}
