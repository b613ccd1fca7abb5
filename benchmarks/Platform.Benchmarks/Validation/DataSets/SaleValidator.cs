using FluentValidation;

namespace Platform.Benchmarks.Validation.DataSets;

/// <summary>The same twenty rules in FluentValidation: made once, as its documentation advises, and asked for each row.</summary>
internal sealed class SaleValidator : AbstractValidator<Sale>
{
    public SaleValidator()
    {
        var seen = new HashSet<string>();
        var customers = Sale.Customers.ToHashSet();
        var countries = Sale.Countries.ToHashSet();
        var statuses = Sale.Statuses.ToHashSet();
        RuleFor(sale => sale.Id).NotEmpty().WithErrorCode("Id.complete").Must(seen.Add).WithErrorCode("Id.unique");
        RuleFor(sale => sale.Customer).NotEmpty().WithErrorCode("Customer.complete").Must(customer => customer is null || customers.Contains(customer)).WithErrorCode("Customer.references");
        RuleFor(sale => sale.Email).NotEmpty().WithErrorCode("Email.complete").Length(5, 100).WithErrorCode("Email.length").Matches(SaleRules.Email()).WithErrorCode("Email.pattern");
        RuleFor(sale => sale.Country).NotEmpty().WithErrorCode("Country.complete").Must(country => country is null || countries.Contains(country)).WithErrorCode("Country.one-of");
        RuleFor(sale => sale.Currency).Length(3).WithErrorCode("Currency.length");
        RuleFor(sale => sale.Quantity).NotNull().WithErrorCode("Quantity.complete").InclusiveBetween(1, 999).WithErrorCode("Quantity.range");
        RuleFor(sale => sale.Price).InclusiveBetween(0, 100).WithErrorCode("Price.range");
        RuleFor(sale => sale.Discount).InclusiveBetween(0, 1).WithErrorCode("Discount.range");
        RuleFor(sale => sale.Status).Must(statuses.Contains).WithErrorCode("Status.one-of");
        RuleFor(sale => sale.Placed).NotNull().WithErrorCode("Placed.complete").LessThanOrEqualTo(Sale.Now).WithErrorCode("Placed.not-in-future");
        RuleFor(sale => sale.Note).Length(1, 200).WithErrorCode("Note.length");
        RuleFor(sale => sale.Shipped).Must((sale, shipped) => shipped >= sale.Placed).When(sale => sale.Shipped is not null && sale.Placed is not null).WithErrorCode("shipped after placed");
        RuleFor(sale => sale.Total).InclusiveBetween(0, 100_000).WithErrorCode("total");
    }
}
