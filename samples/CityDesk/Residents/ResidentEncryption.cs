using System.Globalization;
using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Import;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.Options;
using Platform.Encryption;
using Platform.Encryption.EntityFrameworkCore;
using Platform.Encryption.Erasing;

namespace CityDesk.Residents;

/// <summary>What residents say of themselves is sealed, each resident with a key of their own, and found again by e-mail address and telephone number.</summary>
internal static class ResidentEncryption
{
    public const string Tenant = "citydesk";
    public const string Purpose = "residents";

    private const string ImportPurpose = "rows of imports";

    private const long MostRequests = 1_000_000;

    public static IServiceCollection AddResidentEncryption(this IServiceCollection services)
    {
        services.AddOptions<EncryptionOptions>().BindConfiguration(EncryptionOptions.Section).ValidateOnStart();
        services.AddSingleton<ResidentKeys>();
        services.AddScoped<ResidentRecords>();
        services.AddScoped<ResidentAddresses>();
        services.AddScoped<RequestFiling>();
        services.AddScoped<ResidentErasure>();
        services.AddScoped<ImportRemoval>();
        services.AddPlatformEncryption()
            .UseRootKey(static provider => new DeskRootKey(provider.GetRequiredService<ResidentKeys>().RootKeyFile))
            .UseKeyStore(static provider => new DeskKeyStore(provider, provider.GetRequiredService<IOptions<DatabaseOptions>>().Value))
            .AddReencryptionOf<DeskDbContext>()
            .AddErasure(static provider => new EcdsaReceiptSigner("citydesk", provider.GetRequiredService<ResidentKeys>().ReadReceiptKey()))
            .AddErasurePlaces(static provider => [new ResidentAddressPlace(provider.GetRequiredService<IServiceScopeFactory>())])
            .AddInventoryOf<DeskDbContext>()
            .AddKeyringHealthCheck();
        return services;
    }

    /// <summary>
    /// The description is public (GeoReport v2 shows it to everybody) and searched by any part of it, so it is not sealed. All that only staff see of a resident is.
    /// </summary>
    public static void Encrypt(EntityTypeBuilder<ServiceRequest> request)
    {
        request.BindEncryptionTo(nameof(ServiceRequest.Key));
        Seal(request.Encrypt(r => r.Reporter.FirstName, Purpose), "FirstName");
        Seal(request.Encrypt(r => r.Reporter.LastName, Purpose), "LastName");
        Seal(request.Encrypt(r => r.Reporter.Email, Purpose), "Email").WithEqualityIndex(TextNormalizer.Email, IndexPlan.For(MostRequests, distinctValues: 400_000));
        Seal(request.Encrypt(r => r.Reporter.Phone, Purpose), "Phone").WithEqualityIndex(TextNormalizer.Phone("1"), IndexPlan.For(MostRequests, distinctValues: 200_000));
        Seal(request.Encrypt(r => r.Reporter.DeviceId, Purpose), "DeviceId");
        Seal(request.Encrypt(r => r.Reporter.AccountId, Purpose), "AccountId");
        request.Encrypt(r => r.AnswersText, Purpose).ForSubject(nameof(ServiceRequest.ResidentId)).HasColumnName("Answers").BoundTo("Requests", "Answers");

        // All of it is sealed: nothing is left that EF Core would have to know.
        request.Ignore(r => r.Reporter);
        request.Ignore(r => r.Answers);

        static EncryptedPropertyBuilder Seal(EncryptedPropertyBuilder property, string name) =>
            property.ForSubject(nameof(ServiceRequest.ResidentId)).HasColumnName($"Reporter_{name}").BoundTo("Requests", $"Reporter_{name}");
    }

    /// <summary>What the key of the rows is for that an import has kept.</summary>
    public static KeyScope ImportKeyOf(int runId) => KeyScope.ForSubject(Tenant, ImportPurpose, runId.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// Rows that were refused are kept whole, and nobody knows whose they are: those of a run have one key. Not one for all: a key of a purpose is
    /// looked for by every query of the context, also of a desk that has no keys yet.
    /// </summary>
    public static void Encrypt(EntityTypeBuilder<ImportFinding> finding)
    {
        finding.BindEncryptionTo(nameof(ImportFinding.Key));
        finding.Encrypt(f => f.Detail, ImportPurpose).ForSubject(nameof(ImportFinding.RunId));
        finding.Encrypt(f => f.Raw, ImportPurpose).ForSubject(nameof(ImportFinding.RunId));
    }
}
