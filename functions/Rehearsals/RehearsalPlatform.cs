using System.Net;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Rehearsals;

/// <summary>
/// Plays a platform in memory that accepts everything. What the SDK needs compiled to send a restart and to follow it is compiled; nothing
/// leaves the process, and the credential of the stack is not asked for.
/// </summary>
internal static class RehearsalPlatform
{
    /// <summary>Asks it for a restart, and follows that to its end.</summary>
    /// <returns>How the restart ended.</returns>
    public static async Task<OperationProgress?> RestartAsync(StackOptions stack)
    {
        using HttpClient http = new(new Accepting());
        ArmClientOptions options = ArmOptions.Create();
        options.Transport = new HttpClientTransport(http);
        ResourceIdentifier machine = VirtualMachineScaleSetVmResource.CreateResourceIdentifier(
            stack.SubscriptionId, stack.ResourceGroup, stack.ScaleSet, "1");
        ArmClient arm = new(new NoCredential(), stack.SubscriptionId, options);
        string? url = StatusUrl.Of(
            await arm.GetVirtualMachineScaleSetVmResource(machine).RestartAsync(WaitUntil.Started, CancellationToken.None));
        return await OperationStatus.ReadAsync(new ArmRestClient(new NoCredential(), options), url, CancellationToken.None);
    }

    private sealed class Accepting : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage answer = new(request.Method == HttpMethod.Get ? HttpStatusCode.OK : HttpStatusCode.Accepted)
            {
                RequestMessage = request,
                Content = new StringContent("""{"status":"Succeeded"}""", Encoding.UTF8, "application/json"),
            };
            answer.Headers.Add("Azure-AsyncOperation", "https://management.azure.com/rehearsal");
            return Task.FromResult(answer);
        }
    }

    private sealed class NoCredential : TokenCredential
    {
        private static readonly AccessToken None = new("rehearsal", DateTimeOffset.MaxValue);

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => None;

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(None);
    }
}
