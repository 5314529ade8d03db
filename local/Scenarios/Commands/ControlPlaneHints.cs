using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Commands;

/// <summary>Text of <c>up</c> about the control plane: how the Azure CLI and the clients for Node and .NET reach it.</summary>
internal static class ControlPlaneHints
{
    /// <summary>The variable that holds the token; who sets it chooses the token.</summary>
    public const string TokenVariable = "STEADFAST_ARM_TOKEN";

    /// <summary>The lines, to be pasted into a terminal or a program.</summary>
    /// <param name="hasOwnToken">Whether the token came from <see cref="TokenVariable"/> and need not be shown.</param>
    public static IEnumerable<string> Of(Uri url, string authorityFile, TwinOptions options, bool hasOwnToken)
    {
        string host = url.GetLeftPart(UriPartial.Authority);
        if (!hasOwnToken)
        {
            yield return $"  export {TokenVariable}={options.ArmToken}";
        }

        yield return $"  curl -s --cacert {authorityFile} -H \"Authorization: Bearer ${TokenVariable}\" "
            + $"\"{host}/subscriptions?api-version=2022-12-01\"";
        yield return $"  Azure CLI: export REQUESTS_CA_BUNDLE={authorityFile} AZURE_CONFIG_DIR=$(mktemp -d)";
        yield return $"    az cloud register --name steadfast --endpoint-resource-manager {host} && az cloud set --name steadfast";
        yield return $"    az login --service-principal --username twin --password \"${TokenVariable}\" --tenant {EmulatedAzure.Tenant} && "
            + "az vmss list --output table";
        yield return $"  Node: NODE_EXTRA_CA_CERTS={authorityFile} node ...";
        yield return $"    new ComputeManagementClient({{ getToken: async () => ({{ token: process.env.{TokenVariable}, "
            + $"expiresOnTimestamp: Date.now() + 3600e3 }}) }}, subscription, {{ endpoint: \"{host}\" }})";
        yield return $"  .NET: SSL_CERT_FILE={authorityFile} dotnet run";
        yield return $"    new ArmClient(new ClientSecretCredential(\"{EmulatedAzure.Tenant}\", \"twin\", token, new() {{ AuthorityHost = "
            + $"new(\"{host}\"), DisableInstanceDiscovery = true }}), subscription,";
        yield return $"      new() {{ Environment = new(new(\"{host}\"), \"https://management.azure.com/\") }})";
    }
}
