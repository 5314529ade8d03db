using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Scenarios.Tests;

/// <summary>Requests of every kind to every endpoint of the Function App, spoilt at random: none is answered 5xx, and the app goes on. A failure tells the seed and the request.</summary>
[Trait("Category", "real-processes")]
public sealed class RequestFuzzTests
{
    private const int Seed = 20261128;
    private const int AtOnce = 8;

    private static readonly HttpMethod[] Methods = [HttpMethod.Get, HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Head, HttpMethod.Patch, HttpMethod.Options];

    private static readonly string[] Read =
    [
        "api/alerts", "api/incidents", "api/incidents/{0}", "api/incidents/{0}/evidence/{1}", "api/database", "api/automation", "api/notifications",
        "api/overview", "api/incidents/{0}/report", "api/console", "api/console/{0}",
        "api/{0}", "{0}", "admin/{0}", "runtime/{0}",
    ];

    private static readonly string[] Posted =
    [
        "api/alerts", "api/incidents/{0}/approve", "api/incidents/{0}/abort", "api/instances/{0}/{1}", "api/database/failover", "api/automation/pause",
        "api/automation/resume", "api/lease",
    ];

    private static readonly string[] Bodies =
    [
        """{"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"a","alertRule":"lb-probe-down","monitorCondition":"Fired","firedDateTime":"2026-11-28T12:00:00Z"},"alertContext":{"condition":{"allOf":[{"dimensions":[{"name":"BackendIPAddress","value":"10.0.0.4"}]}]}}}}""",
        """{"by":"anna","reason":"a test","minutes":3}""",
        """{"by":"anna","force":false,"dryRun":true}""",
        """{"mode":"recover","by":"anna","reason":"practice","dryRun":true}""",
        """{"owner":"pipeline 7","minutes":10}""",
        "",
    ];

    private static readonly string[] Pieces =
        ["", "1", "-1", "99999999999999999999", "restart", "reimage", "%00", "%ff%fe", "..%2f..", "\u0661", "a'b", "%F0%9F%92%A9", "incident-instance-1-not-serving-000001", "null", "{}", new('x', 2000)];

    private static readonly string[] Tokens =
        ["null", "true", "[]", "{}", "\"\\ud800\"", "1e999", "-0", "\"" + new string('y', 70_000) + "\"", "\u0000", "\"2026-02-30\"", "{\"a\":{\"a\":{\"a\":{}}}}", "\"\"", ",", "//", "NaN"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task Two_thousand_spoilt_requests_are_answered_without_a_failure_of_the_server() => SpoilAsync(2_000, Seed);

    [Fact(Explicit = true)]
    public Task Fifty_thousand_spoilt_requests_are_answered_without_a_failure_of_the_server() => SpoilAsync(50_000, Seed + 1);

    private static async Task SpoilAsync(int cases, int seed)
    {
        TwinOptions options = new TwinOptions().With("Modes__Restart", "Observe").With("Modes__Reimage", "Observe").With("Modes__Replace", "Observe");
        await using Twin twin = await Twin.StartAsync(options, Ct);
        using HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };
        Dictionary<HttpStatusCode, int> answers = [];
        Lock gate = new();
        await Parallel.ForAsync(0, cases, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Ct }, async (number, ct) =>
        {
            using HttpRequestMessage request = Spoilt(new Random(seed + number), twin.Functions.Url, options.FunctionKey);
            string asked = $"case {number} of seed {seed}: {request.Method} {request.RequestUri} {await TextOf(request.Content, ct)}";
            using HttpResponseMessage answer = await SentAsync(http, request, asked, ct);
            Assert.True((int)answer.StatusCode < 500, $"{asked[..Math.Min(3000, asked.Length)]}\n{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(ct)}");
            lock (gate)
            {
                answers[answer.StatusCode] = answers.GetValueOrDefault(answer.StatusCode) + 1;
            }
        });

        TestContext.Current.SendDiagnosticMessage(string.Join(", ", answers.OrderBy(each => each.Key).Select(each => $"{(int)each.Key}: {each.Value}")));
        Assert.Equal(cases, answers.Values.Sum());
        // Some of them must get through to the code behind the checks, or nothing was tried.
        Assert.True(answers.GetValueOrDefault(HttpStatusCode.OK) + answers.GetValueOrDefault(HttpStatusCode.Accepted) > cases / 10, "hardly any request was understood");
        Assert.NotNull(await twin.Functions.AutomationAsync(Ct));
    }

    private static async Task<HttpResponseMessage> SentAsync(HttpClient http, HttpRequestMessage request, string asked, CancellationToken ct)
    {
        try
        {
            return await http.SendAsync(request, ct);
        }
        catch (HttpRequestException failure)
        {
            throw new InvalidOperationException($"No answer to {asked[..Math.Min(3000, asked.Length)]}", failure);
        }
    }

    private static HttpRequestMessage Spoilt(Random random, Uri url, string key)
    {
        bool posts = random.Next(3) > 0;
        string path = string.Format(CultureInfo.InvariantCulture, Any(random, posts ? Posted : Read), Any(random, Pieces), Any(random, Pieces));
        string query = random.Next(5) switch
        {
            0 => $"?{Any(random, Pieces)}={Any(random, Pieces)}",
            1 => $"?outcome={Any(random, Pieces)}&fate={Any(random, Pieces)}",
            2 => $"?state={Any(random, Pieces)}&top={Any(random, Pieces)}&before={Any(random, Pieces)}&brief={Any(random, Pieces)}",
            _ => "",
        };
        HttpMethod fitting = posts ? HttpMethod.Post : HttpMethod.Get;
        HttpRequestMessage request = new(random.Next(10) == 0 ? Any(random, Methods) : fitting, new Uri(url, $"/{path}{query}"));
        if (random.Next(10) > 0)
        {
            request.Headers.TryAddWithoutValidation("x-functions-key", random.Next(20) == 0 ? Uri.EscapeDataString(Any(random, Pieces)) : key);
        }

        if (request.Method == HttpMethod.Post || request.Method == HttpMethod.Put || request.Method == HttpMethod.Patch)
        {
            request.Content = new ByteArrayContent(SpoiltBody(random));
            request.Content.Headers.ContentType = random.Next(8) == 0 ? null : new MediaTypeHeaderValue(random.Next(8) == 0 ? "text/plain" : "application/json");
        }

        return request;
    }

    private static byte[] SpoiltBody(Random random)
    {
        string body = Any(random, Bodies);
        if (random.Next(3) == 0 && body.Length > 0)
        {
            int at = random.Next(body.Length);
            body = string.Concat(body.AsSpan(0, at), Any(random, Tokens), body.AsSpan(Math.Min(body.Length, at + random.Next(12))));
        }

        byte[] bytes = Encoding.UTF8.GetBytes(body);
        if (random.Next(6) == 0 && bytes.Length > 0)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return random.Next(10) == 0 ? bytes[..random.Next(bytes.Length + 1)] : bytes;
    }

    private static T Any<T>(Random random, T[] all) => all[random.Next(all.Length)];

    private static async Task<string> TextOf(HttpContent? content, CancellationToken ct) => content is null ? "" : await content.ReadAsStringAsync(ct);
}
