using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Steadfast.Local.AzureEmulator;

/// <summary>
/// A certificate authority that is made for one run. Its key never leaves the memory, so whoever trusts it trusts this run and nothing
/// later.
/// </summary>
public sealed class LoopbackAuthority : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    // A client's clock may be a little behind.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly X509Certificate2 _root;
    private readonly TimeProvider _clock;

    private LoopbackAuthority(X509Certificate2 root, TimeProvider clock)
    {
        _root = root;
        _clock = clock;
    }

    /// <summary>The authority's certificate as PEM text: what a client has to trust. It holds no private key.</summary>
    public string Pem => _root.ExportCertificatePem();

    /// <summary>Makes an authority that is valid for 30 days.</summary>
    public static LoopbackAuthority Create(TimeProvider clock)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Steadfast local control plane", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = clock.GetUtcNow();
        return new(request.CreateSelfSigned(now - Skew, now + Lifetime), clock);
    }

    /// <summary>Issues a certificate, with its private key, for a server on these addresses or names.</summary>
    /// <param name="hosts">IP addresses or DNS names; at least one.</param>
    public X509Certificate2 Issue(params IReadOnlyList<string> hosts)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={hosts[0]}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        // Server authentication.
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        // Clients with strict checks, such as Python from 3.13 on, want it.
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_root, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(Names(hosts));
        using var issued = request.Create(_root, _clock.GetUtcNow() - Skew, _root.NotAfter, RandomNumberGenerator.GetBytes(16));
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>Writes <see cref="Pem"/> to a file that clients can be pointed at.</summary>
    /// <param name="file">Path of the file; its folder is there.</param>
    public void Save(string file) => File.WriteAllText(file, Pem + Environment.NewLine);

    /// <summary>Forgets the key.</summary>
    public void Dispose() => _root.Dispose();

    private static X509Extension Names(IReadOnlyList<string> hosts)
    {
        SubjectAlternativeNameBuilder names = new();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }

        return names.Build();
    }
}

/// <summary>Address that the control plane listens on with TLS, beside plain http.</summary>
/// <param name="Url">https on a loopback address. Port 0 takes a free one (see <see cref="EmulatedAzure.TlsUrl"/>).</param>
/// <param name="Authority">Issues the server's certificate. It belongs to the caller.</param>
public sealed record TlsEndpoint(Uri Url, LoopbackAuthority Authority);
