using System.Net;
using System.Text;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Tests.Http;

/// <summary>Whose name stands in a record: what the caller claims, or who signed in.</summary>
[Trait("Category", "fast")]
public sealed class OperatorNameTests
{
    private const string Pause = "/api/automation/pause";
    private const string SignedIn = "X-MS-CLIENT-PRINCIPAL-NAME";

    private static readonly Dictionary<string, string?> Entra = new() { ["Operators:SignIn"] = "Entra" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Orders => new()
    {
        { Pause, """{"by":"mallory","reason":"a release"}""" },
        { "/api/automation/resume", """{"by":"mallory"}""" },
        { "/api/incidents/incident-a/approve", """{"by":"mallory"}""" },
        { "/api/incidents/incident-a/abort", """{"by":"mallory"}""" },
        { "/api/instances/1/restart", """{"by":"mallory","dryRun":true}""" },
    };

    [Fact]
    public async Task With_sign_in_the_name_is_that_of_the_token()
    {
        await using LocalStage stage = await LocalStage.StartAsync(settings: Entra);

        HttpStatusCode answer = await PostAsync(stage, Pause, """{"reason":"a release"}""", "ada@contoso.com");

        Assert.Equal((HttpStatusCode.OK, "ada@contoso.com"), (answer, (await stage.GetAsync<AutomationView>("/api/automation")).Pause?.By));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task With_sign_in_nobody_names_himself_and_nobody_is_nameless(string path, string body)
    {
        await using LocalStage stage = await LocalStage.StartAsync(settings: Entra);

        HttpStatusCode claimed = await PostAsync(stage, path, body, "ada@contoso.com");
        HttpStatusCode nameless = await PostAsync(stage, path, body, name: null);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized), (claimed, nameless));
    }

    [Fact]
    public async Task Without_sign_in_a_header_that_anybody_can_send_is_not_believed()
    {
        await using LocalStage stage = await LocalStage.StartAsync();

        HttpStatusCode header = await PostAsync(stage, Pause, """{"reason":"a release"}""", "ada@contoso.com");
        HttpStatusCode claimed = await PostAsync(stage, Pause, """{"by":"ben","reason":"a release"}""", "ada@contoso.com");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (header, claimed));
        Assert.Equal("ben", (await stage.GetAsync<AutomationView>("/api/automation")).Pause?.By);
    }

    private static async Task<HttpStatusCode> PostAsync(LocalStage stage, string path, string body, string? name)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("x-functions-key", LocalStage.Key);
        if (name is not null)
        {
            request.Headers.Add(SignedIn, name);
        }

        using HttpResponseMessage answer = await stage.Http.SendAsync(request, Ct);
        return answer.StatusCode;
    }
}
