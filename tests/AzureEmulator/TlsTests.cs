using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>The control plane over TLS, and where its links lead.</summary>
[Trait("Category", "fast")]
public sealed class TlsTests : IDisposable
{
    private const string Version = "api-version=2025-04-01";

    private readonly LoopbackAuthority _authority = LoopbackAuthority.Create(TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Certificate_is_good_for_the_address_to_whoever_trusts_the_authority_and_to_nobody_else()
    {
        await using var stack = await StartAsync();
        using var trusting = Client(stack, _authority.Pem);
        using var other = LoopbackAuthority.Create(TimeProvider.System);
        using var stranger = Client(stack, other.Pem);

        var set = JsonNode.Parse(await trusting.GetStringAsync($"{TestStack.Set}?{Version}", Ct))!;
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => stranger.GetAsync($"{TestStack.Set}?{Version}", Ct));

        Assert.Equal("web", set["name"]!.GetValue<string>());
        Assert.Equal(HttpRequestError.SecureConnectionError, refused.HttpRequestError);
    }

    [Fact]
    public async Task Saved_file_holds_the_certificate_and_no_key()
    {
        var file = Path.GetTempFileName();
        try
        {
            _authority.Save(file);
            var text = await File.ReadAllTextAsync(file, Ct);
            using var read = X509Certificate2.CreateFromPem(text);

            Assert.Equal("CN=Steadfast local control plane", read.Subject);
            Assert.DoesNotContain("PRIVATE", text, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Links_lead_where_the_request_was_sent_by_either_way()
    {
        await using var stack = await StartAsync();
        using var tls = Client(stack, _authority.Pem);

        Assert.Equal(["https", "https", "https"], await SchemesAsync(tls, stack.Emulator.TlsUrl!, "0"));
        Assert.Equal(["http", "http", "http"], await SchemesAsync(stack.Http, stack.Emulator.Url, "1"));
    }

    [Fact]
    public async Task Proxy_on_this_machine_says_where_links_lead()
    {
        await using var stack = await StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, $"{TestStack.Set}/virtualMachines?{Version}");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "management.usgovcloudapi.net");

        using var response = await stack.Http.SendAsync(request, Ct);
        var page = JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!;

        Assert.StartsWith($"https://management.usgovcloudapi.net{TestStack.Set}/virtualMachines?", page["nextLink"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_hit_over_tls_as_well()
    {
        await using var stack = await StartAsync();
        using var tls = Client(stack, _authority.Pem);
        stack.Emulator.Faults.Throttle(requests: 1, TimeSpan.FromSeconds(17));

        using var throttled = await tls.GetAsync($"{TestStack.Set}?{Version}", Ct);
        stack.Emulator.Faults.StickNextOperation();
        using var accepted = await tls.PostAsync($"{TestStack.Set}/virtualMachines/1/restart?{Version}", content: null, Ct);
        var stuck = JsonNode.Parse(await tls.GetStringAsync(accepted.Headers.GetValues("Azure-AsyncOperation").Single(), Ct))!;

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(17)), (throttled.StatusCode, throttled.Headers.RetryAfter!.Delta));
        Assert.Equal("InProgress", stuck["status"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("https://10.0.0.1:8443")]
    [InlineData("http://127.0.0.1:8443")]
    public void Tls_listens_on_loopback_only(string url)
    {
        var wrong = TestStack.Options with { Tls = new(new(url), _authority) };

        var error = Assert.Throws<ArgumentException>(() => EmulatedAzure.Build(wrong, new FakeMachines()));

        Assert.Equal($"The emulator cannot be built: Tls must be https on a loopback address such as https://127.0.0.1:8443, not {url}/.", error.Message);
    }

    [Fact]
    public async Task Service_principal_whose_secret_is_the_token_signs_in_where_the_metadata_say()
    {
        await using var stack = await StartAsync();
        using var tls = Client(stack, _authority.Pem);
        tls.DefaultRequestHeaders.Authorization = null;

        var metadata = JsonNode.Parse(await tls.GetStringAsync("/metadata/endpoints?api-version=2015-01-01", Ct))!;
        var login = metadata["authentication"]!["loginEndpoint"]!.GetValue<string>();
        var configuration = JsonNode.Parse(await tls.GetStringAsync($"{login}/.well-known/openid-configuration", Ct))!;
        var right = await SignInAsync(tls, configuration["token_endpoint"]!.GetValue<string>(), "client_credentials", TestStack.Token);
        var wrong = await SignInAsync(tls, configuration["token_endpoint"]!.GetValue<string>(), "client_credentials", "guess");
        var password = await SignInAsync(tls, $"{login}/oauth2/v2.0/token", "password", TestStack.Token);

        Assert.Equal($"{stack.Emulator.TlsUrl!.GetLeftPart(UriPartial.Authority)}/adfs", login);
        Assert.Equal((200, TestStack.Token), (right.Status, right.Body["access_token"]!.GetValue<string>()));
        Assert.Equal((401, "invalid_client"), (wrong.Status, wrong.Body["error"]!.GetValue<string>()));
        Assert.Equal((400, "unsupported_grant_type"), (password.Status, password.Body["error"]!.GetValue<string>()));
    }

    public void Dispose() => _authority.Dispose();

    private Task<TestStack> StartAsync() => TestStack.StartAsync(options => options with { Tls = new(new("https://127.0.0.1:0"), _authority) });

    private static async Task<(int Status, JsonNode Body)> SignInAsync(HttpClient client, string url, string grant, string secret)
    {
        using FormUrlEncodedContent form = new(new Dictionary<string, string> { ["grant_type"] = grant, ["client_id"] = "anybody", ["client_secret"] = secret });
        using var response = await client.PostAsync(url, form, Ct);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!);
    }

    private static async Task<string[]> SchemesAsync(HttpClient client, Uri url, string instance)
    {
        var page = JsonNode.Parse(await client.GetStringAsync($"{TestStack.Set}/virtualMachines?{Version}", Ct))!;
        using var accepted = await client.PostAsync($"{TestStack.Set}/virtualMachines/{instance}/restart?{Version}", content: null, Ct);
        Uri[] links = [new(page["nextLink"]!.GetValue<string>()), new(accepted.Headers.GetValues("Azure-AsyncOperation").Single()), accepted.Headers.Location!];
        Assert.All(links, link => Assert.Equal(url.Authority, link.Authority));
        return [.. links.Select(link => link.Scheme)];
    }

    private static HttpClient Client(TestStack stack, string authorityPem)
    {
        SslClientAuthenticationOptions trust = new()
        {
            CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck },
        };
        trust.CertificateChainPolicy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(authorityPem));
        HttpClient client = new(new SocketsHttpHandler { UseProxy = false, SslOptions = trust }) { BaseAddress = stack.Emulator.TlsUrl };
        client.DefaultRequestHeaders.Authorization = new("Bearer", TestStack.Token);
        return client;
    }
}
