using System.ComponentModel.DataAnnotations;
using Platform.Validation.Rules;
using Platform.Validation.Sanitizing;
using Vendor;

namespace Platform.Validation.Tests.Rules
{
    /// <summary>Rules for types that are somebody else's: they stand in a class that mirrors the type.</summary>
    public sealed class ForeignTypeTests
    {
        [Fact]
        public void Rules_that_stand_elsewhere_are_asked_beside_those_that_the_type_declares()
        {
            var parcel = new Parcel { Sku = "", Quantity = 0, Label = "much too long", To = new Place { Country = "DEU" }, Stops = [new Place { Country = "X" }, new Place()] };

            var result = ParcelRules.Validator.Validate(parcel);

            Assert.Equal(
                ["/sku: STRING_TOO_SHORT", "/qty: NUMBER_TOO_SMALL", "/label: STRING_TOO_LONG", "/to/country: STRING_TOO_LONG", "/stops/0/country: STRING_TOO_SHORT",
                    "/stops/1/country: VALUE_REQUIRED", "/quantity_or_weight: HAS_WEIGHT"],
                result.Failures.Select(failure => $"{failure.InstancePointer}: {failure.Code}"));
            Assert.True(ParcelRules.Validator.IsValid(Good()));
        }

        [Fact]
        public void Conditions_are_static_methods_of_the_class_or_public_members_of_the_type()
        {
            var parcel = Good();
            parcel.IsPaid = true;
            parcel.Note = "long enough";
            Assert.Equal("/receipt", Assert.Single(ParcelRules.Validator.Validate(parcel).Failures).InstancePointer);
            parcel.Receipt = "R1";
            parcel.Quantity = 100;
            Assert.Equal("/note", Assert.Single(ParcelRules.Validator.Validate(parcel).Failures).InstancePointer);
        }

        [Fact]
        public void A_member_names_the_rules_of_its_type()
        {
            var shipment = new Shipment { First = new Parcel { Sku = " a ", Quantity = 1, Weight = 1 }, ByName = new() { ["x"] = new Parcel { Sku = "b", Weight = 1 } } };

            var result = Shipment.Validator.SanitizeAndValidate(ref shipment);

            Assert.Equal("/byName/x/qty: NUMBER_TOO_SMALL", string.Join(", ", result.Failures.Select(failure => $"{failure.InstancePointer}: {failure.Code}")));
            Assert.Equal("a", shipment.First.Sku);
        }

        [Fact]
        public void Sanitisers_are_applied_through_its_setters()
        {
            var changes = new List<SanitizationChange>();
            var parcel = new Parcel { Sku = " a ", To = new Place { Country = "de" } };

            Assert.Same(parcel, ParcelRules.Validator.Sanitize(parcel, changes));

            Assert.Equal(("a", "DE"), (parcel.Sku, parcel.To.Country));
            Assert.Equal(["/sku", "/to/country"], changes.Select(change => change.InstancePointer));
        }

        [Fact]
        public async Task Asynchronous_rules_are_asked_wherever_they_stand()
        {
            var services = new Catalogue();
            Assert.True(TracedRules.Validator.HasAsyncRules);
            Assert.Throws<InvalidOperationException>(() => TracedRules.Validator.Validate(new Traced { Id = 2 }));

            var alone = await TracedRules.Validator.ValidateAsync(new Traced { Id = 1 }, services, cancellationToken: TestContext.Current.CancellationToken);
            var held = await Tracing.Validator.ValidateAsync(new Tracing { All = [new Traced { Id = 2 }, new Traced { Id = 1 }] }, services,
                cancellationToken: TestContext.Current.CancellationToken);

            Assert.Equal("/id: IS_KNOWN_ASYNC: IS_KNOWN_ASYNC", alone.ToString());
            Assert.Equal("/all/1/id: IS_KNOWN_ASYNC: IS_KNOWN_ASYNC", held.ToString());
        }

        [Fact]
        public void A_tree_of_somebody_elses_meets_the_limit_of_depth()
        {
            var root = new Branch();
            root.Below = root;

            Assert.Equal(ValidationCodes.ValidationTooDeep, Assert.Single(BranchRules.Validator.Validate(root).Failures).Code);
        }

        [Fact]
        public void A_value_of_a_derived_type_is_judged_by_the_same_rules() =>
            Assert.Equal("/to/country", Assert.Single(ParcelRules.Validator.Validate(new Express { Sku = "a", Quantity = 1, Weight = 1, To = new Place { Country = "D" } }).Failures).InstancePointer);

        [Fact]
        public void What_a_schema_can_say_it_says() =>
            Assert.Contains("\"minLength\":1,\"maxLength\":8", ParcelRules.Validator.ToJsonSchema(), StringComparison.Ordinal);

        private static Parcel Good() => new() { Sku = "a", Quantity = 1, Weight = 2, To = new Place { Country = "DE" } };

        private sealed class Catalogue : IServiceProvider
        {
            public object? GetService(Type serviceType) => null;
        }
    }

    [ValidatorFor<Parcel>]
    [Rule(nameof(HasWeight), Member = nameof(Parcel.Weight))]
    public abstract partial class ParcelRules
    {
        [Trim, TextLength(1, 8)]
        public string? Sku { get; set; }

        [Minimum(1)]
        public int Quantity { get; set; }

        [NotEmpty(When = nameof(Parcel.IsPaid))]
        public string? Receipt { get; set; }

        [TextLength(0, 3, When = nameof(IsLarge))]
        public string? Note { get; set; }

        [ValidatedBy<PlaceRules>]
        public Place? To { get; set; }

        [ValidatedBy<PlaceRules>]
        public List<Place>? Stops { get; set; }

        [System.Text.Json.Serialization.JsonPropertyName("quantity_or_weight")]
        public int? Weight { get; set; }

        public static bool HasWeight(Parcel parcel) => parcel.Weight is not null;

        public static bool IsLarge(Parcel parcel) => parcel.Quantity > 50;
    }

    [ValidatorFor<Place>]
    public abstract partial class PlaceRules
    {
        [UpperCase, Required, TextLength(2, 2)]
        public string? Country { get; set; }
    }

    [ValidatorFor<Traced>]
    public abstract partial class TracedRules
    {
        [Rule(nameof(IsKnownAsync))]
        public int Id { get; set; }

        public static ValueTask<bool> IsKnownAsync(int id, IServiceProvider services) => new(id == 2 && services is not null);
    }

    [ValidatorFor<Branch>]
    public abstract partial class BranchRules
    {
        [ValidatedBy<BranchRules>]
        public Branch? Below { get; set; }
    }

    [Validated]
    public sealed partial class Shipment
    {
        [ValidatedBy<ParcelRules>]
        public required Parcel First { get; set; }

        [ValidatedBy<ParcelRules>]
        public Dictionary<string, Parcel>? ByName { get; set; }
    }

    [Validated]
    public sealed partial class Tracing
    {
        [ValidatedBy<TracedRules>]
        public Traced[]? All { get; set; }
    }
}

// As a package of somebody else's would have them: neither partial nor marked.
namespace Vendor
{
    public class Parcel
    {
        public string? Sku { get; set; }

        [System.Text.Json.Serialization.JsonPropertyName("qty")]
        public int Quantity { get; set; }

        [StringLength(5)]
        public string? Label { get; set; }

        public string? Receipt { get; set; }

        public string? Note { get; set; }

        public bool IsPaid { get; set; }

        public int? Weight { get; set; }

        public Place? To { get; set; }

        public List<Place>? Stops { get; set; }
    }

    public sealed class Express : Parcel;

    public sealed class Place
    {
        public string? Country { get; set; }
    }

    public sealed class Traced
    {
        public int Id { get; set; }
    }

    public sealed class Branch
    {
        public Branch? Below { get; set; }
    }
}
