using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CityDesk.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Erasures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Erasures",
                columns: table => new
                {
                    ResidentId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    BegunAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    FinishedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Receipt = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table => table.PrimaryKey("PK_Erasures", x => x.ResidentId));

            migrationBuilder.CreateTable(
                name: "ResidentAddresses",
                columns: table => new
                {
                    Hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    ResidentId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false)
                },
                constraints: table => table.PrimaryKey("PK_ResidentAddresses", x => x.Hash));

            migrationBuilder.CreateIndex(
                name: "IX_Erasures_Unfinished",
                table: "Erasures",
                column: "BegunAt",
                filter: "\"FinishedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ResidentAddresses_ResidentId",
                table: "ResidentAddresses",
                column: "ResidentId");

            // Rows of before are in plaintext and in no state to be sealed here: the file from which they come has them, and their numbers stay.
            migrationBuilder.Sql("""ALTER TABLE "ImportFindings" DROP COLUMN "Raw", DROP COLUMN "Detail", ADD COLUMN "Key" character varying(32) NOT NULL DEFAULT '' """);
            migrationBuilder.Sql("""ALTER TABLE "ImportFindings" ADD COLUMN "Raw" bytea NULL, ADD COLUMN "Detail" bytea NULL""");
            migrationBuilder.Sql("""UPDATE "ImportFindings" SET "Key" = replace(gen_random_uuid()::text, '-', '')""");

            migrationBuilder.CreateIndex(
                name: "IX_ImportFindings_Key",
                table: "ImportFindings",
                column: "Key",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_ImportFindings_Key",
                table: "ImportFindings");
            migrationBuilder.Sql("""ALTER TABLE "ImportFindings" DROP COLUMN "Raw", DROP COLUMN "Detail", DROP COLUMN "Key" """);
            migrationBuilder.Sql("""ALTER TABLE "ImportFindings" ADD COLUMN "Raw" text NOT NULL DEFAULT '', ADD COLUMN "Detail" character varying(500) NOT NULL DEFAULT '' """);

            migrationBuilder.DropTable(
                name: "ResidentAddresses");

            migrationBuilder.DropTable(
                name: "Erasures");
        }
    }
}
