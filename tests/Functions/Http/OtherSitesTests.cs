using System.Net;
using System.Reflection;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Http;

/// <summary>Requests that a page of another site has a browser send are refused at every address that a key opens. Programs send no such header.</summary>
[Trait("Category", "fast")]
public sealed class OtherSitesTests
{
    private const string Header = "Sec-Fetch-Site";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_address_that_a_key_opens_refuses_them()
    {
        await using LocalStage stage = await LocalStage.StartAsync();
        string[] routes = [.. Routes()];

        Assert.Contains("post alerts", routes);
        Assert.True(routes.Length > 14, $"only {routes.Length} addresses were found");
        string[] crossSite = await NotRefusedAsync(stage, routes, "cross-site");
        string[] sameSite = await NotRefusedAsync(stage, routes, "same-site");
        Assert.Empty(crossSite.Concat(sameSite));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("none")]
    [InlineData("same-origin")]
    public async Task An_alert_of_a_program_is_read(string? site)
    {
        await using LocalStage stage = await LocalStage.StartAsync();

        // Not an alert, which only one who has read it can say.
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(stage, "post alerts", site));
    }

    [Fact]
    public async Task The_console_opens_from_a_link_in_a_message()
    {
        await using LocalStage stage = await LocalStage.StartAsync();

        Assert.Equal(HttpStatusCode.OK, await SendAsync(stage, "get console", "cross-site"));
    }

    private static async Task<string[]> NotRefusedAsync(LocalStage stage, string[] routes, string site)
    {
        List<string> taken = [];
        foreach (string route in routes)
        {
            HttpStatusCode answer = await SendAsync(stage, route, site);
            if (answer != HttpStatusCode.Forbidden)
            {
                taken.Add($"{route}: {answer}");
            }
        }

        return [.. taken];
    }

    private static IEnumerable<string> Routes() =>
        from type in typeof(ServiceRegistration).Assembly.GetTypes()
        from method in type.GetMethods()
        from parameter in method.GetParameters()
        let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
        where trigger is { AuthLevel: AuthorizationLevel.Function }
        from verb in trigger.Methods!
        select $"{verb} {trigger.Route}";

    private static async Task<HttpStatusCode> SendAsync(LocalStage stage, string route, string? site)
    {
        string[] parts = route.Split(' ');
        string path = parts[1].Replace("{action}", "restart", StringComparison.Ordinal).Replace("incidents/{id}", "incidents/incident-a", StringComparison.Ordinal)
            .Replace("{id}", "1", StringComparison.Ordinal).Replace("{number}", "1", StringComparison.Ordinal);
        using HttpRequestMessage request = new(new HttpMethod(parts[0].ToUpperInvariant()), $"/api/{path}");
        request.Content = parts[0] == "post" ? new StringContent("{}", Encoding.UTF8, "application/json") : null;
        request.Headers.Add("x-functions-key", LocalStage.Key);
        if (site is not null)
        {
            request.Headers.Add(Header, site);
        }

        using HttpResponseMessage answer = await stage.Http.SendAsync(request, Ct);
        return answer.StatusCode;
    }
}
