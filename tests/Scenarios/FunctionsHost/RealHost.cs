using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Scenarios.Twins.FunctionsHost;

namespace Steadfast.Scenarios.Tests.FunctionsHost;

/// <summary>Microsoft's own host, on machines that have it.</summary>
internal static class RealHost
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    public static void SkipWithout()
    {
        string? func = CoreTools.Find(Environment.GetEnvironmentVariable);
        Assert.SkipWhen(func is null, "Azure Functions Core Tools (func) are not on this machine");
        Assert.SkipWhen(HostUnderTest.Azurite is null, HostUnderTest.NoAzurite);
        Assert.SkipUnless(Directory.Exists(Programs.PublishedApp), "the Function App is not published: ./steadfast test publishes it");
    }

    public static HttpClient Client(Twin twin)
    {
        SocketsHttpHandler handler = new() { UseProxy = false, MaxConnectionsPerServer = 32 };
        HttpClient http = new(handler) { BaseAddress = twin.Functions.Url, Timeout = MaxWait };
        http.DefaultRequestHeaders.Add("x-functions-key", twin.Options.FunctionKey);
        return http;
    }

    public static async Task ComesAsync(string what, Func<Task<bool>> condition)
    {
        TimeSpan pause = TimeSpan.FromMilliseconds(50);
        Assert.True(await Wait.Until(condition, TimeProvider.System, MaxWait, TestContext.Current.CancellationToken, pause), what);
    }
}
