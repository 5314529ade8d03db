using System.Diagnostics;
using Steadfast.Local.Stack.Processes;
using Steadfast.WebApp.Health;

namespace Steadfast.WebApp.Tests.Health;

[Trait("Category", "real-processes")]
public class HealthCommandTests
{
    [Theory]
    [InlineData("http://+:8080", null, "http://127.0.0.1:8080/healthz")]
    [InlineData("http://0.0.0.0:80;https://0.0.0.0:443", null, "http://127.0.0.1/healthz")]
    [InlineData("http://[::]:8080", "9090", "http://127.0.0.1:8080/healthz")]
    [InlineData("http://127.0.1.4:8080", null, "http://127.0.1.4:8080/healthz")]
    [InlineData(null, "8081;8082", "http://localhost:8081/healthz")]
    [InlineData(null, null, "http://localhost:5000/healthz")]
    public void It_asks_where_the_instance_listens(string? urls, string? ports, string expected) =>
        Assert.Equal(expected, HealthCommand.AddressOf(urls, ports).ToString());

    [Fact]
    public async Task It_ends_with_0_while_the_instance_is_healthy_and_with_1_when_it_is_gone()
    {
        await using var web = WebAppUnderTest.Instance("1");
        await web.StartAsync(TestContext.Current.CancellationToken);

        int healthy = await AskAsync(web.Options.Address);
        web.Kill();
        await Eventually.TrueAsync(() => !web.IsRunning, "it is gone");
        int gone = await AskAsync(web.Options.Address);

        Assert.Equal((0, 1), (healthy, gone));
    }

    private static async Task<int> AskAsync(Uri address)
    {
        using var process = Process.Start(new ProcessStartInfo(DotnetHost.Path, [WebAppUnderTest.Assembly, "--health"])
        {
            Environment = { ["ASPNETCORE_URLS"] = address.ToString().TrimEnd('/') },
            RedirectStandardError = true,
        })!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }
}
