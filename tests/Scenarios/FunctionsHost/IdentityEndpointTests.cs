using System.Net;
using System.Net.Sockets;
using Azure.Core;
using Azure.Identity;
using Steadfast.Local.Scenarios.Twins.FunctionsHost;

namespace Steadfast.Scenarios.Tests.FunctionsHost;

/// <summary>The identity endpoint, asked by hand and by the credential that the deployed app uses.</summary>
[Trait("Category", "fast")]
public sealed class IdentityEndpointTests : IAsyncLifetime
{
    private const string Right = "api-version=2019-08-01&resource=https%3A%2F%2Fmanagement.azure.com%2F";
    private readonly IdentityEndpoint _endpoint = new(new(new($"http://{FreeAddress()}"), "https://management.azure.com/", "the-token", TimeProvider.System));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _endpoint.StartAsync(Ct);

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    [Fact]
    public async Task The_credential_of_the_deployed_app_gets_the_token()
    {
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", _endpoint.Url.ToString());
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", _endpoint.Secret);
        try
        {
            AccessToken token = await new DefaultAzureCredential().GetTokenAsync(new(["https://management.azure.com/.default"]), Ct);

            Assert.Equal("the-token", token.Token);
            Assert.InRange(token.ExpiresOn - TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(23), TimeSpan.FromHours(25));
        }
        finally
        {
            Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", null);
            Environment.SetEnvironmentVariable("IDENTITY_HEADER", null);
        }
    }

    [Theory]
    [InlineData(true, Right, HttpStatusCode.OK)]
    [InlineData(false, Right, HttpStatusCode.Unauthorized)]
    [InlineData(true, "api-version=2017-09-01&resource=https%3A%2F%2Fmanagement.azure.com%2F", HttpStatusCode.BadRequest)]
    [InlineData(true, "api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net", HttpStatusCode.BadRequest)]
    [InlineData(true, "", HttpStatusCode.BadRequest)]
    public async Task Only_the_app_gets_one_and_only_for_the_control_plane(bool isApp, string query, HttpStatusCode expected)
    {
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Get, $"{_endpoint.Url}?{query}");
        request.Headers.Add(IdentityEndpoint.Header, isApp ? _endpoint.Secret : "guessed");
        using HttpResponseMessage answer = await http.SendAsync(request, Ct);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK, (await answer.Content.ReadAsStringAsync(Ct)).Contains("the-token", StringComparison.Ordinal));
    }

    private static IPEndPoint FreeAddress()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }
}
